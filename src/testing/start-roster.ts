import type { Io } from "../cli/io.ts";
import { createRosterClient, type RosterClient, type RosterClientOptions } from "../client/index.ts";
import { parseConfig } from "../config.ts";
import { newTokenText } from "../directory/personal-access-tokens.ts";
// Loaded with the kit: what the first start does not have to wait for, a test does not have to either.
import "../faces/roster.ts";
import "../faces/zitadel.ts";
import { type Server, startServerOn } from "../server.ts";
import { openResettableStorage } from "../storage/open.ts";
import { plant } from "./plant.ts";
import type { Planted, PlantedHuman, PlantedMachine, PlantedOrg, PlantedProject } from "./planted.ts";
import type { AnySeed, Seed } from "./seed.ts";

/** How a server for tests differs from an empty one. */
export interface StartOptions<
  Org extends string,
  Human extends string,
  Machine extends string,
  Project extends string,
> {
  /** What is in the directory, also after each reset. Default: the default organization and its administrator. */
  readonly seed?: Seed<Org, Human, Machine, Project>;
  /**
   * Further arguments, as those of `roster serve`; `--port` and the like win over what a test gets otherwise. Limits of
   * calls are off unless `--throttling` is here, and a reset does not forget calls that were counted. Default: none.
   */
  readonly args?: readonly string[];
  /** Gets the log, a JSON text for each line. Default: nothing is logged. */
  readonly log?: (line: string) => void;
}

/** An organization of the seed. */
export interface OrgInTest extends PlantedOrg {
  /** The administrator's client, with calls about this organization. */
  readonly client: RosterClient;
}

/** A machine of the seed. */
export interface MachineInTest extends PlantedMachine {
  /** The machine's own client. */
  readonly client: RosterClient;
}

/** A server that runs in this process, with what its seed has become, by the seed's names. */
export interface RosterInTest<
  Org extends string,
  Human extends string,
  Machine extends string,
  Project extends string,
> {
  /** Where it serves every protocol, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  /** Token of the administrator, who may do everything. */
  readonly adminToken: string;
  readonly adminUserId: string;
  readonly instanceId: string;
  readonly defaultOrgId: string;
  /** The administrator's client. */
  readonly client: RosterClient;
  readonly orgs: Readonly<Record<Org, OrgInTest>>;
  readonly humans: Readonly<Record<Human, PlantedHuman>>;
  readonly machines: Readonly<Record<Machine, MachineInTest>>;
  readonly projects: Readonly<Record<Project, PlantedProject>>;
  /** A further client of this server; it is closed with the server. Default: without a token. */
  createClient(options?: Omit<RosterClientOptions, "baseUrl">): RosterClient;
  /**
   * Brings the directory back to the seed in a few milliseconds: the same address, ids and tokens. Nothing else may be
   * calling meanwhile.
   */
  reset(): Promise<void>;
  /** Ends the clients and the server; a second call does nothing more. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a server in this process, on a free port of 127.0.0.1, with everything in memory and the seed in it. Any number
 * of them run beside each other. It writes no file and logs nothing.
 *
 * Rejects with a `SeedError` for a seed that the directory's rules refuse, and with an error that lists every problem for
 * arguments that are wrong.
 */
export async function startRoster<
  const Org extends string = never,
  const Human extends string = never,
  const Machine extends string = never,
  const Project extends string = never,
>(options: StartOptions<Org, Human, Machine, Project> = {}): Promise<RosterInTest<Org, Human, Machine, Project>> {
  const adminToken = newTokenText();
  const config = parseConfig({
    argv: listArguments(options),
    // Given, so that it is in no greeting.
    env: { ROSTER_ADMIN_TOKEN: adminToken },
  });
  const storage = await openResettableStorage();
  const server = await startServerOn(storage, config, createIo(options.log));
  try {
    const seed: AnySeed = options.seed ?? {};
    const planted = await plant(server.directory, server.instance, seed);
    await storage.keepState();
    const clients = createClients(server.url, adminToken);
    // The names of what was planted are those of the seed.
    const named = nameClients(planted, clients.admin) as Pick<
      RosterInTest<Org, Human, Machine, Project>,
      "orgs" | "humans" | "machines" | "projects"
    >;
    return {
      ...describeServer(server, adminToken),
      ...named,
      ...createControls(server, clients, storage.restoreState),
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** The arguments of a server for tests; those that are given win. */
function listArguments({ log, args = [] }: Pick<StartOptions<never, never, never, never>, "log" | "args">) {
  const own: Readonly<Record<string, string>> = {
    "--host": "127.0.0.1",
    "--port": "0",
    "--log-level": log === undefined ? "silent" : "info",
    "--log-format": "json",
    "--throttling": "off",
    // Whoever closes the server has the answers to all calls that count.
    "--shutdown-grace-ms": "0",
  };
  const isGiven = (flag: string) => args.some((given) => given === flag || given.startsWith(`${flag}=`));
  return ["--memory", ...Object.entries(own).flatMap((pair) => (isGiven(pair[0]) ? [] : pair)), ...args];
}

/** Passes log lines on, and nothing that is meant for a terminal. */
const createIo = (log: (line: string) => void = () => {}): Io => ({
  out(text) {
    if (text.startsWith("{")) log(text);
  },
  err: () => {},
  isTerminal: false,
});

/** The clients of one server. */
interface Clients {
  readonly admin: RosterClient;
  create(options?: Omit<RosterClientOptions, "baseUrl">): RosterClient;
  close(): void;
}

function createClients(baseUrl: string, token: string): Clients {
  const made: RosterClient[] = [];
  const create: Clients["create"] = (options) => {
    const client = createRosterClient({ ...options, baseUrl });
    made.push(client);
    return client;
  };
  return {
    admin: create({ token }),
    create,
    close() {
      for (const client of made) client.close();
    },
  };
}

const mapValues = <Value, Result>(values: Readonly<Record<string, Value>>, map: (value: Value) => Result) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));

const nameClients = ({ orgs, humans, machines, projects }: Planted, admin: RosterClient) => ({
  orgs: mapValues(orgs, (org) => ({ ...org, client: admin.with({ orgId: org.id }) })),
  humans,
  machines: mapValues(machines, (machine) => ({ ...machine, client: admin.with({ token: machine.token }) })),
  projects,
});

const describeServer = ({ url, instance }: Server, adminToken: string) => ({
  url,
  adminToken,
  adminUserId: instance.adminUserId,
  instanceId: instance.id,
  defaultOrgId: instance.defaultOrgId,
});

function createControls(server: Server, clients: Clients, reset: () => Promise<void>) {
  let closing: Promise<void> | undefined;
  const close = () => {
    clients.close();
    closing ??= server.close();
    return closing;
  };
  return {
    client: clients.admin,
    createClient: clients.create,
    reset,
    close,
    [Symbol.asyncDispose]: close,
  };
}
