import type { DescService } from "@bufbuild/protobuf";
import type { Interceptor } from "@connectrpc/connect";
import type { Authorize } from "../auth/authorize.ts";
import { faceOf } from "../auth/face.ts";
import type { ResolveOrg } from "../auth/organization.ts";
import type { Throttle } from "../throttling/throttle.ts";
import { compileAccessRules, type OrgNamesByFace, type RuleOf } from "./access-rules.ts";
import { type AuthenticateByFace, createAuthenticationInterceptor } from "./authentication.ts";
import { createAuthorizationInterceptor } from "./authorization.ts";
import { createErrorMappingInterceptor, type FaultLog } from "./error-mapping.ts";
import { createOrganizationInterceptor } from "./organization.ts";
import { createRequestIdInterceptor } from "./request-id.ts";
import { createThrottlingInterceptor } from "./throttling.ts";
import { createValidationInterceptor } from "./validation.ts";

/** What the chain calls. */
export interface ChainOptions {
  /** The services that are served; each of their RPCs needs an access rule. */
  readonly services: readonly DescService[];
  /** How callers of each face show who they are; every face that is served needs an entry. */
  readonly authenticateByFace: AuthenticateByFace;
  /** How requests of each face name an organization by a text. Default: by its id. */
  readonly orgNamesByFace?: OrgNamesByFace;
  readonly resolveOrg: ResolveOrg;
  readonly authorize: Authorize;
  /** Limits how often callers may call some of the RPCs, none of them public. Default: none are limited. */
  readonly throttle?: Throttle;
  readonly faultLog: FaultLog;
}

/** An interceptor with the name that tests and documents call it by. */
export interface NamedInterceptor {
  readonly name: string;
  readonly interceptor: Interceptor;
}

/**
 * Every call's interceptors, outermost first. Throws when an RPC carries no access rule, nothing says how callers of a
 * face show who they are, or a public RPC has limits: what nobody allowed is not served.
 */
export function createChain(options: ChainOptions): readonly NamedInterceptor[] {
  const rules = compileAccessRules(options.services, options.orgNamesByFace);
  verifyFaces(options);
  const throttle = options.throttle ?? noThrottle;
  verifyLimited(options.services, rules, throttle);
  return [
    // First, so that every other one can name the call.
    { name: "request-id", interceptor: createRequestIdInterceptor() },
    // Outside everything that may refuse a call.
    { name: "error-mapping", interceptor: createErrorMappingInterceptor(options.faultLog) },
    // Before anything that tells about the directory.
    { name: "authentication", interceptor: createAuthenticationInterceptor(rules, options.authenticateByFace) },
    // Before authorization, which asks for roles in this organization.
    { name: "organization", interceptor: createOrganizationInterceptor(rules, options.resolveOrg) },
    // Before validation: who may not call learns nothing about what would be accepted.
    { name: "authorization", interceptor: createAuthorizationInterceptor(rules, options.authorize) },
    // After authorization: who may not call uses up nobody's budget. Before validation: its answers tell what is left too.
    { name: "throttling", interceptor: createThrottlingInterceptor(throttle) },
    // Last: the handler sees only requests that keep the rules of the proto.
    { name: "validation", interceptor: createValidationInterceptor() },
  ];
}

function verifyFaces({ services, authenticateByFace }: ChainOptions): void {
  const unknown = services.filter((service) => authenticateByFace[faceOf(service)] === undefined);
  if (unknown.length === 0) return;
  throw new Error(
    `nothing says how callers show who they are to ${unknown.map(({ typeName }) => typeName).join(", ")}`,
  );
}

const noThrottle: Throttle = { find: () => undefined };

/** Calls of one client are limited, so there must be one. */
function verifyLimited(services: readonly DescService[], rules: RuleOf, throttle: Throttle): void {
  const open = services
    .flatMap(({ methods }) => methods)
    .filter((method) => throttle.find(method) !== undefined && rules(method, undefined).type === "public");
  if (open.length === 0) return;
  throw new Error(`calls of a public RPC cannot be limited by client: ${open.map(({ name }) => name).join(", ")}`);
}
