import { createRegistry } from "@bufbuild/protobuf";
import { file_google_rpc_error_details } from "../gen/google/rpc/error_details_pb.ts";
import { file_zitadel_v1_message } from "../gen/zitadel/v1/message_pb.ts";
import packageJson from "../package.json" with { type: "json" };
import type { CallGate } from "./admission/call-gate.ts";
import { isProbe } from "./admission/probe.ts";
import { createApiDocs } from "./api-docs/api-docs.ts";
import { createTokenAuthentication } from "./auth/authenticate.ts";
import { createAuthorize } from "./auth/authorize.ts";
import { createHashingLimit } from "./auth/concurrency-limit.ts";
import { createMachineLogin } from "./auth/oauth/machine-login.ts";
import { createResolveOrg } from "./auth/organization.ts";
import { type AuthenticateOutsider, createAuthenticateOutsider } from "./auth/outside-issuer.ts";
import { createPasswordLogin } from "./auth/password-login.ts";
import { authorizeTrusted, type TrustedNetwork } from "./auth/trusted-network.ts";
import type { Config } from "./config.ts";
import type { Dependencies } from "./directory/dependencies.ts";
import type { Directory } from "./directory/directory.ts";
import { createFaceLoader, type Face, type FaceName, type FaceParts, planFaces } from "./faces/index.ts";
import { createGrpcServices } from "./grpc-services.ts";
import type { Health } from "./health/health.ts";
import { createProbes } from "./health/probes.ts";
import type { Instruments } from "./instrumentation/instruments.ts";
import { type ChainOptions, createChain } from "./interceptors/chain.ts";
import { chooseRequestId } from "./interceptors/request-id.ts";
import { loadValidator } from "./interceptors/validator.ts";
import { ispringPrefix } from "./services/ispring/paths.ts";
import { createMasterKeyLoader } from "./startup/master-key.ts";
import type { ServerLogger } from "./telemetry/logger.ts";
import { type CallRateLimit, createCallRateLimit } from "./throttling/call-rate.ts";
import { adjustLimits } from "./throttling/limits.ts";
import { createMemoryCallCounts } from "./throttling/memory-call-counts.ts";
import { createStoredCallCounts } from "./throttling/stored-call-counts.ts";
import { createThrottle, type Throttle } from "./throttling/throttle.ts";
import { createTranscoder } from "./transcoding/index.ts";
import { createWire } from "./wire/wire.ts";
import { joinWires, type PortWire, type WireOnDemand } from "./wire/wire-on-demand.ts";

/** What answers requests. */
export interface RequestHandlerOptions {
  readonly config: Config;
  readonly dependencies: Dependencies;
  readonly directory: Directory;
  readonly logger: ServerLogger;
  readonly instruments: Instruments;
  readonly health: Health;
  /** Aborted when the port closes, with the error for streams that would go on. */
  readonly shutdownSignal: AbortSignal;
  /** The interface that lets everybody in, if there is one. */
  readonly trusted: TrustedNetwork | undefined;
  /** What all calls pass; `undefined` for nothing. */
  readonly gate: CallGate | undefined;
}

/** Answers everything that comes to the port. */
export interface RequestHandler extends PortWire {
  /** Makes what the start has left to the first calls, so that they need not wait for it. For a server that listens. */
  warmUp(): Promise<void>;
}

/**
 * Every protocol, over every interceptor, to every service of every face. Some faces are loaded by their first request
 * (see {@link planFaces}).
 */
export async function createRequestHandler(options: RequestHandlerOptions): Promise<RequestHandler> {
  const parts: FaceParts = {
    ...options,
    ...createLogins(options),
    cacheCounts: options.instruments.cacheCounts,
    version: packageJson.version,
  };
  const access = { ...createAccess(options), rateLimit: createConfiguredRateLimit(options.config) };
  const loadFaces = createFaceLoader(parts);
  const load = async (...names: FaceName[]) => createFacesWire(await loadFaces(names), options, access);
  const { atStart, onDemand } = planFaces(options.config);
  const ownPages = [createConfiguredDocs(options.config), options.instruments.metricsWire];
  const names = [...atStart, ...onDemand.map(({ name }) => name)];
  const first = await load(...atStart);
  const wire = joinWires(first.wire, [
    // Outside of what limits and logs calls: see there.
    createProbes(options.health),
    createOwnGrpcServices(options, () => loadFaces(names)),
    ...ownPages.filter((wire) => wire !== undefined),
    ...onDemand.map(({ name, owns }) => ({ owns, load: async () => (await load(name)).wire })),
  ]);
  return {
    ...wire,
    async warmUp() {
      await loadValidator();
      first.warmUp();
    },
  };
}

const detailFiles = [file_zitadel_v1_message, file_google_rpc_error_details];

const createOwnGrpcServices = (
  { config, health, shutdownSignal, logger }: RequestHandlerOptions,
  loadFaces: () => Promise<readonly Face[]>,
): WireOnDemand =>
  createGrpcServices({
    health,
    hasReflection: config.reflection === "on",
    loadFaces,
    detailFiles,
    shutdownSignal,
    onError: (error) => logger.debug({ err: error }, "answer not delivered"),
  });

/** The API page and its documents; `undefined` when they are switched off. */
const createConfiguredDocs = ({ docs, faces, ispringPath }: Config): WireOnDemand | undefined =>
  docs === "off"
    ? undefined
    : createApiDocs({ faces: [...faces, "roster"], serverPaths: { ispring: ispringPrefix(ispringPath) } });

/** The wire of some faces. Throws when one of their RPCs has no access rule: see {@link createChain}. */
function createFacesWire(faces: readonly Face[], options: RequestHandlerOptions, access: Access) {
  const { config, logger, instruments, gate } = options;
  const services = faces.flatMap((face) => face.services);
  const chain = createChain({
    services: services.map(({ service }) => service),
    authenticateByFace: byFace(faces, ({ authenticate }) => authenticate),
    orgNamesByFace: byFace(faces, ({ parseOrgName }) => parseOrgName),
    ...access,
    throttle: createConfiguredThrottle(faces, options),
    faultLog: ({ cause, ...fault }) => logger.error({ ...fault, err: cause }, "call failed"),
  });
  const transcoder = madeOnce(() =>
    createTranscoder({
      services: services.map(({ routes }) => routes),
      registry: createRegistry(...detailFiles),
      dialectsByPath: Object.assign({}, ...faces.map(({ dialectsByPath }) => dialectsByPath)),
    }),
  );
  const wire = createWire({
    services,
    // Its table of all routes takes a tenth of a start, and gRPC's clients need none.
    transcoder: { find: (httpMethod, target) => transcoder().find(httpMethod, target) },
    interceptors: [instruments.interceptor ?? [], chain.map(({ interceptor }) => interceptor)].flat(),
    chooseRequestId,
    gateOf: (method) => (isProbe(method) ? undefined : gate),
    deadlines: { defaultMs: config.defaultDeadlineMs || undefined, maxMs: config.maxDeadlineMs },
    maxBodyBytes: config.maxBodyBytes,
    onError: (error) => logger.debug({ err: error }, "answer not delivered"),
    observer: instruments.observer,
  });
  return { wire, warmUp: () => void transcoder() };
}

function madeOnce<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** What decides for all faces where callers act, what they may do, and how often. */
type Access = Pick<ChainOptions, "resolveOrg" | "authorize" | "rateLimit">;

function createAccess({
  dependencies,
  trusted,
  instruments,
}: RequestHandlerOptions): Pick<Access, "resolveOrg" | "authorize"> {
  const { storage, clock } = dependencies;
  const { accessChanges } = storage;
  const { orgs, memberships } = storage.reader;
  const { cacheCounts } = instruments;
  const authorize = createAuthorize({ memberships, clock, accessChanges, counts: cacheCounts.permissions });
  return {
    resolveOrg: createResolveOrg({ orgs, clock, accessChanges, counts: cacheCounts.orgs }),
    authorize: trusted ? authorizeTrusted(authorize, trusted) : authorize,
  };
}

/** What a face says, by the face's name; faces that say nothing are left out. */
const byFace = <Value>(faces: readonly Face[], read: (face: Face) => Value | undefined): Record<string, Value> =>
  Object.fromEntries(
    faces.flatMap((face) => {
      const value = read(face);
      return value === undefined ? [] : [[face.name, value] as const];
    }),
  );

/** The ways to show who one is that faces share. */
function createLogins(options: RequestHandlerOptions) {
  const { config, dependencies, instruments } = options;
  const { storage, clock } = dependencies;
  const { cacheCounts } = instruments;
  const hashingLimit = createHashingLimit();
  return {
    authenticateByToken: createTokenAuthentication({
      tokens: storage.reader.tokens,
      clock,
      accessChanges: storage.accessChanges,
      counts: cacheCounts.tokens,
      authenticateOutsider: createOutsiders(options),
    }),
    logIn: createPasswordLogin(dependencies, { hashingLimit, counts: cacheCounts.logins }),
    machineLogin: createMachineLogin(dependencies, {
      loadMasterKey: createMasterKeyLoader(config),
      tokenLifetimeUs: config.accessTokenLifetimeMs * 1000,
      hashingLimit,
    }),
  };
}

/** The check of tokens of the outside issuer; `undefined` when none is configured. */
function createOutsiders(options: RequestHandlerOptions): AuthenticateOutsider | undefined {
  const { config, instruments } = options;
  const { storage, clock } = options.dependencies;
  const { jwtIssuer: issuer, jwtAudience: audience, jwtJwksUrl: jwksUrl, jwtSubject: by } = config;
  if (issuer === undefined || audience === undefined) return undefined;
  const claim = config.jwtSubjectClaim ?? (by === "email" ? "email" : "sub");
  return createAuthenticateOutsider(
    {
      users: storage.reader.users,
      clock,
      accessChanges: storage.accessChanges,
      counts: instruments.cacheCounts.outsideTokens,
    },
    { issuer, audience, jwksUrl, subject: { by, claim } },
  );
}

/** One for all faces: a caller has one budget, however it calls. `undefined` when none is set. */
const createConfiguredRateLimit = ({ rateLimit }: Config): CallRateLimit | undefined =>
  rateLimit === undefined ? undefined : createCallRateLimit(rateLimit, () => performance.now());

/** Processes that share a database share the budgets. */
const createConfiguredThrottle = (
  faces: readonly Face[],
  { config, dependencies, instruments }: RequestHandlerOptions,
): Throttle =>
  createThrottle({
    families: adjustLimits(
      faces.flatMap(({ routeFamilies = [] }) => routeFamilies),
      config.throttling,
    ),
    counts: config.databaseUrl === undefined ? createMemoryCallCounts() : createStoredCallCounts(dependencies.storage),
    clock: dependencies.clock,
    onTaking: instruments.onTaking,
  });
