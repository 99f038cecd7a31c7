import { relative } from "node:path";
import process from "node:process";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Code, ConnectError } from "@connectrpc/connect";
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
import { createHealth, type Health } from "./health/health.ts";
import { createProbes } from "./health/probes.ts";
import { defaultHttpLimits } from "./http/limits.ts";
import { createOnePortServer, type OnePortServer } from "./http/one-port-server.ts";
import { type Instruments, startInstruments } from "./instrumentation/instruments.ts";
import type { MeasuredParts } from "./instrumentation/metrics.ts";
import { toConnectError } from "./interceptors/error-mapping.ts";
import { createLogNotifier } from "./notifications/log-notifier.ts";
import { openMailer } from "./notifications/mailer.ts";
import { createSmtpNotifier, type RunningNotifier } from "./notifications/smtp-notifier.ts";
import { createRequestHandler } from "./request-handler.ts";
import { type AdminToken, ensureInstance, instanceDomain } from "./startup/admin-token.ts";
import { type Announce, type Announcement, createAnnounce } from "./startup/announcement.ts";
import { startDeactivations } from "./startup/deactivations.ts";
import { addDemo, findDemoHuman } from "./startup/demo.ts";
import { renderGreeting } from "./startup/greeting.ts";
import { readLogLevel } from "./startup/log-level.ts";
import { reload } from "./startup/reload.ts";
import { storageLocationOf } from "./startup/storage-location.ts";
import { readTlsIdentity } from "./startup/tls-identity.ts";
import { describeTrustedNetwork, findTrustedNetwork } from "./startup/trusted-network.ts";
import type { Storage } from "./storage/contract/index.ts";
import { openStorage } from "./storage/open.ts";
import { chooseLogFormat, createLogger, type ServerLogger } from "./telemetry/logger.ts";
import type { Environment } from "./telemetry/tracing/environment.ts";

/** A server that accepts calls, with what tests ask of it. */
export interface Server extends RunningServer {
  readonly directory: Directory;
  readonly instance: InstanceRow;
  readonly adminToken: string | undefined;
  /** How many connections are open. */
  readonly connectionCount: number;
  /** Address of the admin port; `undefined` where none is set. */
  readonly adminUrl: string | undefined;
  /** What the protection against overload has done so far; `undefined` when it is switched off. */
  callMetrics(): CallGateMetrics | undefined;
}

/** What a server takes besides its configuration. */
export interface StartOptions {
  /** Default: by ready file and greeting. */
  readonly announce?: Announce;
  /** Which of several processes it is, for its log lines. */
  readonly worker?: number;
  /** OpenTelemetry's standard variables. Default: none, and nothing is traced. */
  readonly env?: Environment;
}

/**
 * Starts a server, and resolves once it accepts calls: opens the storage, sets the directory up if it is new, opens
 * the port, writes the ready file, prints the greeting.
 *
 * Rejects with an error for people when the storage, the port, the certificate or a file cannot be used; everything
 * that was opened by then is closed again.
 */
export const startServer = async (config: Config, io: Io, options?: StartOptions): Promise<Server> =>
  startServerOn(await openStorage(storageLocationOf(config)), config, io, options);

/** Starts a server as {@link startServer} does, on a storage that is open already. It is closed with the server. */
export async function startServerOn(
  storage: MeasuredParts["storage"] & Storage,
  config: Config,
  io: Io,
  { announce = createAnnounce(config, io), worker, env = {} }: StartOptions = {},
): Promise<Server> {
  const opened: { close(): Promise<void> }[] = [storage];
  try {
    const logger = await createConfiguredLogger(config, io, worker);
    const instruments = await startInstruments({ config, env, logger, version: packageJson.version });
    opened.unshift(instruments);
    const traced = instruments.traceStorage(storage);
    const notifier = await createNotifier(traced, config, logger);
    opened.unshift(notifier);
    return await startOn({ storage: traced, notifier, config, announce, logger, instruments });
  } catch (error) {
    for (const part of opened) await part.close();
    throw error;
  }
}

interface Parts {
  readonly storage: MeasuredParts["storage"] & Storage;
  readonly notifier: RunningNotifier;
  readonly config: Config;
  readonly announce: Announce;
  readonly logger: ServerLogger;
  readonly instruments: Instruments;
}

async function startOn({ storage, notifier, config, announce, logger, instruments }: Parts): Promise<Server> {
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

  const health = createHealth({ ping: () => storage.ping() });
  const shutdown = new AbortController();
  const admission = createConfiguredAdmission(config, logger);
  const gate = admission?.gate;
  const handlers = await createRequestHandler({
    ...{ config, dependencies, directory, logger, health, instruments, trusted, gate },
    shutdownSignal: shutdown.signal,
  });
  const port = createOnePortServer({
    handlers,
    tls: await readTlsIdentity(config),
    hstsMaxAgeSeconds: config.hstsMaxAgeSeconds,
    cors: { origins: config.corsOrigins },
    onError(source, error) {
      instruments.connectionFailed(source);
      logger[source === "handler" ? "error" : "debug"]({ source, err: error }, "connection error");
    },
    onRefusal: instruments.requestRefused,
  });
  admission?.attach(port.http2Sessions);
  const { url } = await port.listen({ host: config.host, port: config.port });
  let adminUrl: string | undefined;
  try {
    adminUrl = await instruments.watch({ port, gate, storage }, await listAdminRoutes(health));
    await announce(await describeStart({ config, directory, instance, adminToken, url, adminUrl, warning }));
  } catch (error) {
    await port.close({ graceMs: 0 });
    throw error;
  }
  const warmUp = nextTurn()
    .then(() => handlers.warmUp())
    .catch((error: unknown) => logger.error({ err: error }, "what the start left to the first calls failed"));
  const deactivations = startDeactivations(directory, {
    onError: (error) => logger.error({ err: error }, "users were not deactivated; it is tried again"),
  });
  return {
    url,
    directory,
    instance,
    adminToken: adminToken.token,
    adminUrl,
    get connectionCount() {
      return port.connectionCount;
    },
    reload: () => reload({ config, logger, replaceTls: port.replaceTls }),
    callMetrics: () => gate?.metrics(),
    async close() {
      health.beginStopping();
      if (config.shutdownDelayMs > 0) await sleep(config.shutdownDelayMs);
      shutdown.abort(new ConnectError("The server is stopping", Code.Unavailable));
      await closePort(port, config, logger);
      await deactivations.stop();
      await notifier.close();
      await storage.close();
      await instruments.close();
      await warmUp;
    },
  };
}

/** What the admin port answers besides metrics: the probes of the main port. */
async function listAdminRoutes(health: Health) {
  const { request } = await createProbes(health).load();
  return { "/healthz": request, "/ready": request };
}

interface StartFacts {
  readonly config: Config;
  readonly directory: Directory;
  readonly instance: InstanceRow;
  readonly adminToken: AdminToken;
  readonly url: string;
  readonly adminUrl: string | undefined;
  readonly warning: string | undefined;
}

/** Where the server is and how to get in, for scripts and for people. */
async function describeStart(facts: StartFacts): Promise<Announcement> {
  const { config, directory, instance, adminToken, url, adminUrl, warning } = facts;
  const { version } = packageJson;
  const ready = {
    url,
    ...(adminUrl === undefined ? {} : { adminUrl }),
    instanceId: instance.id,
    defaultOrgId: instance.defaultOrgId,
    adminUserId: instance.adminUserId,
    adminToken: adminToken.token ?? null,
    version,
    pid: process.pid,
  };
  const protoset = fileURLToPath(new URL("./roster.protoset", import.meta.url));
  const protosetFile = config.reflection === "on" ? undefined : relative(process.cwd(), protoset);
  const demoHuman = await findDemoHuman(directory, instance);
  const storage = describeStorage(config);
  const greeting = { version, url, adminUrl, storage, adminToken, demoHuman, protosetFile, warning };
  return { ready, greeting: renderGreeting(greeting) };
}

/** Calls under way finish first, because they still need the storage. */
async function closePort(port: OnePortServer, config: Config, logger: ServerLogger): Promise<void> {
  const { cutConnections } = await port.close({ graceMs: config.shutdownGraceMs });
  if (cutConnections > 0) logger.warn({ cutConnections }, "connections were cut: their calls did not end in time");
}

/** What protects the process from too many calls; `undefined` when it is switched off. */
function createConfiguredAdmission(config: Config, logger: ServerLogger): Admission | undefined {
  if (config.maxConcurrentCalls === 0) return undefined;
  const createRefusal = createRefusals();
  return createAdmission({
    maxRunning: config.maxConcurrentCalls,
    maxWaiting: config.maxWaitingCalls,
    maxWaitMs: config.maxWaitMs,
    maxStreamsPerSession: defaultHttpLimits.maxConcurrentStreams,
    createRefusal,
    onRefusals: (count) =>
      logger.warn({ refusedCalls: count }, "calls are refused: there are more than can be answered in time"),
  });
}

/** Takes three errors in turns, so that those who are refused together do not come back in the same second. */
function createRefusals(): () => Error {
  // Made by the first refusal: a ConnectError has Headers, and with these Node loads its whole fetch.
  const errors: Error[] = [];
  let turn = 0;
  return () => {
    const index = turn++ % 3;
    errors[index] ??= toConnectError(new DomainError("serverOverloaded", { retryAfterSeconds: index + 1 }));
    return errors[index];
  };
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

function describeStorage(config: Config): string {
  if (config.memory) return "in memory, gone at the end";
  if (config.databaseUrl === undefined) return `SQLite in ${config.data}`;
  return config.workers === 1 ? "PostgreSQL" : `PostgreSQL, served by ${config.workers} processes`;
}

const createConfiguredLogger = async (config: Config, io: Io, worker: number | undefined): Promise<ServerLogger> =>
  createLogger({
    level: await readLogLevel(config),
    format: chooseLogFormat(config.logFormat, io.isTerminal),
    write: (line) => io.out(line.trimEnd()),
    ...(worker === undefined ? {} : { facts: { worker } }),
  });
