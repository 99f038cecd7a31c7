import { createRouterTransport, type Interceptor } from "@connectrpc/connect";
import { callerKey, type Identity } from "./auth/context.ts";
import { createResolveOrg } from "./auth/organization.ts";
import { createClientFactory, type RosterClient } from "./client/roster-client.ts";
import { systemClock } from "./directory/clock.ts";
import type { Dependencies } from "./directory/dependencies.ts";
import { createDirectory, type Directory } from "./directory/directory.ts";
import { createIdGenerator } from "./directory/id-generator.ts";
import type { InstanceRow } from "./directory/model.ts";
import { createZitadelFace } from "./faces/zitadel.ts";
import { createChain } from "./interceptors/chain.ts";
import { instanceDomain } from "./startup/admin-token.ts";
import { type StorageSettings, storageLocationOf } from "./startup/storage-location.ts";
import type { Storage } from "./storage/contract/index.ts";
import { openStorage } from "./storage/open.ts";
import { findMissingSteps } from "./storage/schema.ts";

/** A directory that this process has opened itself, without a server. */
export interface LocalDirectory {
  readonly storage: Storage;
  readonly directory: Directory;
  readonly instance: InstanceRow;
  /**
   * A client of ZITADEL's services on it, with the same rules, errors and history as over the wire. It may do
   * everything, in every organization: whoever can open the storage can change all that is in it.
   */
  readonly client: RosterClient;
  close(): Promise<void>;
}

/** What opening a directory takes beside its place. */
export interface LocalDirectoryOptions {
  /** Called with the cause when a call of the client fails by a fault of the program; the caller gets `internal`. */
  readonly onFault: (cause: unknown) => void;
}

/** How the history names what was done without a server. */
const localFace = "cli";

/**
 * Opens the directory where the settings say that it lives. It is used as it is: tables are not migrated, and nothing is
 * set up, because servers of another version may be using it.
 *
 * Rejects with an error for people when it cannot be opened, has no directory yet or not all of its tables; with a
 * `StorageInUseError` when another process has it.
 */
export async function openLocalDirectory(
  settings: StorageSettings,
  { onFault }: LocalDirectoryOptions,
): Promise<LocalDirectory> {
  const location = storageLocationOf(settings);
  const missing = await findMissingSteps(location);
  const place = settings.databaseUrl === undefined ? settings.data : "the database";
  if (missing[0]?.number === 1) throw notSetUp(place);
  if (missing.length > 0) {
    throw forPeople(`${place} lacks ${missing.length} migrations of this version; run "roster migrate" first.`);
  }
  const storage = await openStorage(location);
  try {
    return await createLocalDirectory(storage, place, onFault);
  } catch (error) {
    await storage.close();
    throw error;
  }
}

async function createLocalDirectory(
  storage: Storage,
  place: string,
  onFault: LocalDirectoryOptions["onFault"],
): Promise<LocalDirectory> {
  const dependencies: Dependencies = {
    storage,
    clock: systemClock,
    newId: createIdGenerator({ clock: systemClock }),
    // What is done here sends no messages.
    notifier: { notify: () => {} },
  };
  const directory = createDirectory(dependencies, instanceDomain);
  const instance = await directory.instance.find();
  if (instance === undefined) throw notSetUp(place);
  return {
    storage,
    directory,
    instance,
    client: createLocalClient({ dependencies, directory, instance, onFault }),
    close: () => storage.close(),
  };
}

interface LocalClientParts extends LocalDirectoryOptions {
  readonly dependencies: Dependencies;
  readonly directory: Directory;
  readonly instance: InstanceRow;
}

function createLocalClient({ dependencies, directory, instance, onFault }: LocalClientParts): RosterClient {
  const { storage, clock } = dependencies;
  const identity: Identity = { userId: instance.adminUserId, homeOrgId: instance.defaultOrgId };
  const face = createZitadelFace({ directory, authenticateByToken: () => identity });
  const chain = createChain({
    services: face.services.map(({ service }) => service),
    authenticateByFace: { [face.name]: face.authenticate },
    resolveOrg: createResolveOrg({ orgs: storage.reader.orgs, clock, accessChanges: storage.accessChanges }),
    authorize: () => [],
    faultLog: ({ cause }) => onFault(cause),
  });
  const router = { interceptors: [...chain.map(({ interceptor }) => interceptor), withAllPermissions] };
  const connect = createClientFactory(() => ({
    createTransport: ({ interceptors }) =>
      createRouterTransport(
        (routes) => {
          for (const service of face.services) service.addTo(routes);
        },
        { transport: { interceptors }, router },
      ),
    close: () => {},
  }));
  return connect({ baseUrl: "http://local", retry: false, deadlineMs: false });
}

/** Inside of all others, so that it has the last word. */
const withAllPermissions: Interceptor = (next) => async (request) => {
  const caller = request.contextValues.get(callerKey);
  if (caller !== undefined) request.contextValues.set(callerKey, { ...caller, face: localFace, permissions: "all" });
  return next(request);
};

const notSetUp = (place: string): Error =>
  forPeople(`There is no directory in ${place} yet; the first start of "roster serve" makes one.`);

const forPeople = (message: string): Error => Object.assign(new Error(message), { isForPeople: true });
