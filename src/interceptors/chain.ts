import type { DescService } from "@bufbuild/protobuf";
import type { Interceptor } from "@connectrpc/connect";
import type { Authorize } from "../auth/authorize.ts";
import { faceOf } from "../auth/face.ts";
import type { ResolveOrg } from "../auth/organization.ts";
import { type AccessLog, createAccessLogInterceptor } from "./access-log.ts";
import { compileAccessRules, type OrgNamesByFace } from "./access-rules.ts";
import { type AuthenticateByFace, createAuthenticationInterceptor } from "./authentication.ts";
import { createAuthorizationInterceptor } from "./authorization.ts";
import { createErrorMappingInterceptor, type FaultLog } from "./error-mapping.ts";
import { createOrganizationInterceptor } from "./organization.ts";
import { createRequestIdInterceptor } from "./request-id.ts";
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
  readonly accessLog: AccessLog;
  readonly faultLog: FaultLog;
}

/** An interceptor with the name that tests and documents call it by. */
export interface NamedInterceptor {
  readonly name: string;
  readonly interceptor: Interceptor;
}

/**
 * Every call's interceptors, outermost first. Throws when an RPC carries no access rule, or nothing says how callers of
 * a face show who they are: what nobody allowed is not served.
 */
export function createChain(options: ChainOptions): readonly NamedInterceptor[] {
  const rules = compileAccessRules(options.services, options.orgNamesByFace);
  verifyFaces(options);
  return [
    // First, so that every other one, and the log, can name the call.
    { name: "request-id", interceptor: createRequestIdInterceptor() },
    // Outside error mapping: it must see the code that the caller gets.
    { name: "access-log", interceptor: createAccessLogInterceptor(options.accessLog) },
    // Outside everything that may refuse a call.
    { name: "error-mapping", interceptor: createErrorMappingInterceptor(options.faultLog) },
    // Before anything that tells about the directory.
    { name: "authentication", interceptor: createAuthenticationInterceptor(rules, options.authenticateByFace) },
    // Before authorization, which asks for roles in this organization.
    { name: "organization", interceptor: createOrganizationInterceptor(rules, options.resolveOrg) },
    // Before validation: who may not call learns nothing about what would be accepted.
    { name: "authorization", interceptor: createAuthorizationInterceptor(rules, options.authorize) },
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
