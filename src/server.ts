import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import packageJson from "../package.json" with { type: "json" };
import { type Admission, createAdmission } from "./admission/admission.ts";
import type { CallGateMetrics } from "./admission/call-gate.ts";
import type { Io } from "./cli/io.ts";
import type { RunningServer } from "./cli/serve.ts";
import type { Config } from "./config.ts";
import { systemClock } from "./directory/clock.ts";
import { createDirectory, type Directory } from "./directory/directory.ts";
import { DomainError } from "./directory/errors.ts";
import { createIdGenerator } from "./directory/id-generator.ts";
import type { InstanceRow } from "./directory/model.ts";
import { defaultHttpLimits } from "./http/limits.ts";
import { createOnePortServer, type OnePortServer } from "./http/one-port-server.ts";
import { toConnectError } from "./interceptors/error-mapping.ts";
import { createLogNotifier } from "./notifications/log-notifier.ts";
import { openMailer } from "./notifications/mailer.ts";
import { createSmtpNotifier, type RunningNotifier } from "./notifications/smtp-notifier.ts";
import { createRequestHandler } from "./request-handler.ts";
import { type AdminToken, ensureInstance, instanceDomain } from "./startup/admin-token.ts";
import { startDeactivations } from "./startup/deactivations.ts";
import { addDemo, findDemoHuman } from "./startup/demo.ts";
import { renderGreeting } from "./startup/greeting.ts";
import { writeReadyFile } from "./startup/ready-file.ts";
import { describeTrustedNetwork, findTrustedNetwork } from "./startup/trusted-network.ts";
import type { Storage } from "./storage/contract/index.ts";
import { openStorage, type StorageLocation } from "./storage/open.ts";
import { createLogger, type ServerLogger } from "./telemetry/logger.ts";

/** A server that accepts calls, with what tests ask of it. */
export interface Server extends RunningServer {
  readonly directory: Directory;
  readonly instance: InstanceRow;
  readonly adminToken: string | undefined;
  /** How many connections are open. */
  readonly connectionCount: number;
  /** What the protection against overload has done so far; `undefined` when it is switched off. */
  callMetrics(): CallGateMetrics | undefined;
}

/**
 * Starts a server, and resolves once it accepts calls: opens the storage, sets the directory up if it is new, opens
 * the port, writes the ready file, prints the greeting.
 *
 * Rejects with an error for people when the storage, the port, the certificate or a file cannot be used; everything
 * that was opened by then is closed again.
 */
export const startServer = async (config: Config, io: Io): Promise<Server> =>
  startServerOn(await openStorage(storageLocationOf(config)), config, io);

/** Starts a server as {@link startServer} does, on a storage that is open already. It is closed with the server. */
export async function startServerOn(storage: Storage, config: Config, io: Io): Promise<Server> {
  const logger = createLogger({
    level: config.logLevel,
    format: logFormatOf(config, io),
    write: (line) => io.out(line.trimEnd()),
  });
  const opened: { close(): Promise<void> }[] = [storage];
  try {
    const notifier = await createNotifier(storage, config, logger);
    opened.unshift(notifier);
    return await startOn({ storage, notifier, config, io, logger });
  } catch (error) {
    for (const part of opened) await part.close();
    throw error;
  }
}

interface Parts {
  readonly storage: Storage;
  readonly notifier: RunningNotifier;
  readonly config: Config;
  readonly io: Io;
  readonly logger: ServerLogger;
}

async function startOn({ storage, notifier, config, io, logger }: Parts): Promise<Server> {
  const newId = createIdGenerator({
    clock: systemClock,
    ...(config.machineId === undefined ? {} : { machineId: config.machineId }),
  });
  const dependencies = { storage, clock: systemClock, newId, notifier };
  const directory = createDirectory(dependencies, instanceDomain);
  const { instance, adminToken } = await ensureInstance(config, directory);
  if (config.demo) await addDemo(directory, instance);
  await directory.userDeactivations.runDue();

  const trusted = await findTrustedNetwork(directory, config);
  const warning = trusted && describeTrustedNetwork(trusted);
  if (warning !== undefined) logger.warn(warning);

  const admission = createConfiguredAdmission(config, logger);
  const gate = admission?.gate;
  const port = createOnePortServer({
    handlers: await createRequestHandler({ config, dependencies, directory, logger, trusted, gate }),
    tls: await readTlsIdentity(config),
    cors: { origins: config.corsOrigins },
    onError: (source, error) =>
      logger[source === "handler" ? "error" : "debug"]({ source, err: error }, "connection error"),
  });
  admission?.attach(port.http2Sessions);
  const { url } = await port.listen({ host: config.host, port: config.port });
  try {
    await announce({ config, io, directory, instance, adminToken, url, warning });
  } catch (error) {
    await port.close({ graceMs: 0 });
    throw error;
  }
  const deactivations = startDeactivations(directory, {
    onError: (error) => logger.error({ err: error }, "users were not deactivated; it is tried again"),
  });
  return {
    url,
    directory,
    instance,
    adminToken: adminToken.token,
    get connectionCount() {
      return port.connectionCount;
    },
    callMetrics: () => gate?.metrics(),
    async close() {
      await closePort(port, config, logger);
      await deactivations.stop();
      await notifier.close();
      await storage.close();
    },
  };
}

interface Announcement {
  readonly config: Config;
  readonly io: Io;
  readonly directory: Directory;
  readonly instance: InstanceRow;
  readonly adminToken: AdminToken;
  readonly url: string;
  readonly warning: string | undefined;
}

/** Tells scripts, by the ready file, and people, by the greeting, where the server is and how to get in. */
async function announce({ config, io, directory, instance, adminToken, url, warning }: Announcement): Promise<void> {
  const { version } = packageJson;
  if (config.readyFile !== undefined) {
    await writeReadyFile(config.readyFile, {
      url,
      instanceId: instance.id,
      defaultOrgId: instance.defaultOrgId,
      adminUserId: instance.adminUserId,
      adminToken: adminToken.token ?? null,
      version,
      pid: process.pid,
    });
  }
  const protosetFile = relative(process.cwd(), fileURLToPath(new URL("./roster.protoset", import.meta.url)));
  const demoHuman = await findDemoHuman(directory, instance);
  const storage = describeStorage(config);
  io.out(renderGreeting({ version, url, storage, adminToken, demoHuman, protosetFile, warning }));
}

/** Calls under way finish first, because they still need the storage. */
async function closePort(port: OnePortServer, config: Config, logger: ServerLogger): Promise<void> {
  const { cutConnections } = await port.close({ graceMs: config.shutdownGraceMs });
  if (cutConnections > 0) logger.warn({ cutConnections }, "connections were cut: their calls did not end in time");
}

/** What protects the process from too many calls; `undefined` when it is switched off. */
function createConfiguredAdmission(config: Config, logger: ServerLogger): Admission | undefined {
  if (config.maxConcurrentCalls === 0) return undefined;
  // Made once, and in turns, so that those who are refused together do not come back in the same second.
  const refusals = [1, 2, 3].map((retryAfterSeconds) => new DomainError("serverOverloaded", { retryAfterSeconds }));
  const errors = refusals.map(toConnectError);
  let turn = 0;
  return createAdmission({
    maxRunning: config.maxConcurrentCalls,
    maxWaiting: config.maxWaitingCalls,
    maxWaitMs: config.maxWaitMs,
    maxStreamsPerSession: defaultHttpLimits.maxConcurrentStreams,
    createRefusal: () => errors[turn++ % errors.length] ?? toConnectError(new DomainError("serverOverloaded")),
    onRefusals: (count) =>
      logger.warn({ refusedCalls: count }, "calls are refused: there are more than can be answered in time"),
  });
}

/** Messages go by mail where a mail server is set, else to the log. */
async function createNotifier(storage: Storage, config: Config, logger: ServerLogger): Promise<RunningNotifier> {
  const log = createLogNotifier((message) => logger.info(message, "message to a user"));
  const { smtpUrl, smtpFrom } = config;
  if (smtpUrl === undefined || smtpFrom === undefined) return { ...log, close: async () => {} };
  return createSmtpNotifier({
    storage,
    mailer: await openMailer(smtpUrl),
    from: smtpFrom,
    sms: log,
    onError: (error) => logger.error({ err: error }, "a message was not delivered; it is tried again"),
  });
}

function storageLocationOf(config: Config): StorageLocation {
  if (config.memory) return { kind: "memory" };
  if (config.databaseUrl === undefined) return { kind: "sqlite", folder: config.data };
  return { kind: "postgres", url: config.databaseUrl, poolSize: config.databasePoolSize };
}

function describeStorage(config: Config): string {
  if (config.memory) return "in memory, gone at the end";
  return config.databaseUrl === undefined ? `SQLite in ${config.data}` : "PostgreSQL";
}

async function readTlsIdentity({ tlsCert, tlsKey }: Config) {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  return { cert: await readPem("certificate", tlsCert), key: await readPem("key", tlsKey) };
}

async function readPem(what: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const error = new Error(`The TLS ${what} file ${JSON.stringify(file)} cannot be read.`, { cause });
    throw Object.assign(error, { isForPeople: true });
  }
}

const logFormatOf = (config: Config, io: Io): "json" | "pretty" =>
  config.logFormat === "auto" ? (io.isTerminal ? "pretty" : "json") : config.logFormat;
