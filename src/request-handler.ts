import { createRegistry } from "@bufbuild/protobuf";
import { file_google_rpc_error_details } from "../gen/google/rpc/error_details_pb.ts";
import { file_zitadel_v1_message } from "../gen/zitadel/v1/message_pb.ts";
import packageJson from "../package.json" with { type: "json" };
import { type ApiDocs, createApiDocs } from "./api-docs/api-docs.ts";
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
import { type Face, type FaceName, type FaceParts, loadFaces, planFaces } from "./faces/index.ts";
import { createChain } from "./interceptors/chain.ts";
import { chooseRequestId } from "./interceptors/request-id.ts";
import { ispringPrefix } from "./services/ispring/paths.ts";
import { createMasterKeyLoader } from "./startup/master-key.ts";
import type { ServerLogger } from "./telemetry/logger.ts";
import { adjustLimits } from "./throttling/limits.ts";
import { createMemoryCallCounts } from "./throttling/memory-call-counts.ts";
import { createStoredCallCounts } from "./throttling/stored-call-counts.ts";
import { createThrottle, type Throttle } from "./throttling/throttle.ts";
import { createTranscoder } from "./transcoding/index.ts";
import type { NodeHandler } from "./wire/node-http.ts";
import { createWire, pathOf } from "./wire/wire.ts";

/** What answers requests. */
export interface RequestHandlerOptions {
  readonly config: Config;
  readonly dependencies: Dependencies;
  readonly directory: Directory;
  readonly logger: ServerLogger;
  /** The interface that lets everybody in, if there is one. */
  readonly trusted: TrustedNetwork | undefined;
}

/**
 * Every protocol, over every interceptor, to every service of every face. Some faces are loaded by their first request
 * (see {@link planFaces}).
 */
export async function createRequestHandler(options: RequestHandlerOptions): Promise<NodeHandler> {
  const parts: FaceParts = { ...options, ...createLogins(options), version: packageJson.version };
  const load = async (...names: FaceName[]) => createHandler(await loadFaces(names, parts), options);
  const { atStart, onDemand } = planFaces(options.config);
  const handler = await load(...atStart);
  const others = onDemand.map(({ name, owns }) => ({ owns, load: once(() => load(name)) }));
  const docs = createConfiguredDocs(options.config);
  return async function handle(request, response) {
    const path = pathOf(request.url ?? "");
    const answerDocs = docs?.find(path);
    if (answerDocs !== undefined) return answerDocs(request, response);
    const other = others.find(({ owns }) => owns(path));
    return (other === undefined ? handler : await other.load())(request, response);
  };
}

/** The API page and its documents; `undefined` when they are switched off. */
const createConfiguredDocs = ({ docs, faces, ispringPath }: Config): ApiDocs | undefined =>
  docs === "off"
    ? undefined
    : createApiDocs({ faces: [...faces, "roster"], serverPaths: { ispring: ispringPrefix(ispringPath) } });

/** Starts something the first time it is asked for. */
function once<Value>(start: () => Promise<Value>): () => Promise<Value> {
  let started: Promise<Value> | undefined;
  return () => {
    started ??= start();
    return started;
  };
}

/** One handler for some faces. Throws when one of their RPCs has no access rule: see {@link createChain}. */
function createHandler(faces: readonly Face[], options: RequestHandlerOptions): NodeHandler {
  const { config, dependencies, logger, trusted } = options;
  const { orgs, memberships } = dependencies.storage.reader;
  const services = faces.flatMap((face) => face.services);
  const authorize = createAuthorize(memberships);
  const chain = createChain({
    services: services.map(({ service }) => service),
    authenticateByFace: byFace(faces, ({ authenticate }) => authenticate),
    orgNamesByFace: byFace(faces, ({ parseOrgName }) => parseOrgName),
    resolveOrg: createResolveOrg(orgs),
    authorize: trusted ? authorizeTrusted(authorize, trusted) : authorize,
    throttle: createConfiguredThrottle(faces, dependencies, config),
    accessLog: (entry) => logger.info({ ...entry, durationMs: Math.round(entry.durationMs * 1000) / 1000 }, "call"),
    faultLog: ({ cause, ...fault }) => logger.error({ ...fault, err: cause }, "call failed"),
  });
  return createWire({
    services,
    transcoder: createTranscoder({
      services: services.map(({ routes }) => routes),
      registry: createRegistry(file_zitadel_v1_message, file_google_rpc_error_details),
      dialectsByPath: Object.assign({}, ...faces.map(({ dialectsByPath }) => dialectsByPath)),
    }),
    interceptors: chain.map(({ interceptor }) => interceptor),
    chooseRequestId,
    maxBodyBytes: config.maxBodyBytes,
    onError: (error) => logger.debug({ err: error }, "answer not delivered"),
  });
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
function createLogins({ config, dependencies }: RequestHandlerOptions) {
  const { storage, clock } = dependencies;
  const hashingLimit = createHashingLimit();
  return {
    authenticateByToken: createTokenAuthentication({
      tokens: storage.reader.tokens,
      clock,
      authenticateOutsider: createOutsiders(dependencies, config),
    }),
    logIn: createPasswordLogin(dependencies, { hashingLimit }),
    machineLogin: createMachineLogin(dependencies, {
      loadMasterKey: createMasterKeyLoader(config),
      tokenLifetimeUs: config.accessTokenLifetimeMs * 1000,
      hashingLimit,
    }),
  };
}

/** The check of tokens of the outside issuer; `undefined` when none is configured. */
function createOutsiders({ storage, clock }: Dependencies, config: Config): AuthenticateOutsider | undefined {
  const { jwtIssuer: issuer, jwtAudience: audience, jwtJwksUrl: jwksUrl, jwtSubject: by } = config;
  if (issuer === undefined || audience === undefined) return undefined;
  const claim = config.jwtSubjectClaim ?? (by === "email" ? "email" : "sub");
  return createAuthenticateOutsider(
    { users: storage.reader.users, clock },
    { issuer, audience, jwksUrl, subject: { by, claim } },
  );
}

/** Processes that share a database share the budgets. */
const createConfiguredThrottle = (
  faces: readonly Face[],
  { storage, clock }: Dependencies,
  { throttling, databaseUrl }: Config,
): Throttle =>
  createThrottle({
    families: adjustLimits(
      faces.flatMap(({ routeFamilies = [] }) => routeFamilies),
      throttling,
    ),
    counts: databaseUrl === undefined ? createMemoryCallCounts() : createStoredCallCounts(storage),
    clock,
  });
