import { defineSetting } from "./setting.ts";
import { name, oneOf, siteUrl, someOf, urlPath } from "./value-types.ts";

/** The interfaces of other systems. */
const faces = ["zitadel", "adobe", "camunda", "ispring"] as const;

/** Roles in one organization that make sense for everybody in a network. */
const trustedRoles = ["ORG_OWNER", "ORG_OWNER_VIEWER", "ORG_USER_MANAGER"] as const;

/** Settings of the interfaces of other systems. */
export const faceSettings = {
  /** The interfaces that are served. Roster's own calls always are. */
  faces: defineSetting({
    flag: "faces",
    env: "ROSTER_FACES",
    group: "Interfaces",
    type: someOf("LIST", faces),
    default: faces,
    description: "Interfaces to serve, separated by commas: zitadel, adobe, camunda, ispring.",
    reason:
      "Each lets in only whom the directory knows, by a token or by a password whose guessing locks the user. Leave out what nobody uses.",
  }),
  /** Whether the API page at /docs and the documents at /openapi.json are served. */
  docs: defineSetting({
    flag: "docs",
    env: "ROSTER_DOCS",
    group: "Interfaces",
    type: oneOf("MODE", ["on", "off"]),
    default: "on",
    description: "Whether the API page at /docs and the OpenAPI documents at /openapi.json are served: on or off.",
    reason: "They hold nothing that the sources do not, and are read from files only when somebody asks.",
  }),
  /** Whether gRPC's server reflection is served. */
  reflection: defineSetting({
    flag: "reflection",
    env: "ROSTER_REFLECTION",
    group: "Interfaces",
    type: oneOf("MODE", ["on", "off"]),
    default: "on",
    description: "Whether gRPC's server reflection is served, from which grpcurl learns all services: on or off.",
    reason: "It holds nothing that the sources do not, and grpcurl needs no files.",
  }),
  /** How callers of the Camunda interface show who they are; `off` always together with `camundaOrg` and `camundaRole`. */
  camundaAuth: defineSetting({
    flag: "camunda-auth",
    env: "ROSTER_CAMUNDA_AUTH",
    group: "Interfaces",
    type: oneOf("WAY", ["basic", "off"]),
    default: "basic",
    description:
      "How callers of the Camunda interface show who they are: basic, or off for a network in which everybody is trusted.",
    reason: "Camunda itself lets everybody in by default, which a directory of passwords must not.",
  }),
  /** The organization that everybody acts in; by id or name. */
  camundaOrg: defineSetting({
    flag: "camunda-org",
    env: "ROSTER_CAMUNDA_ORG",
    group: "Interfaces",
    type: name("ORG"),
    default: undefined,
    description: "Id or name of the organization that everybody acts in with --camunda-auth off.",
    reason: "Belongs to --camunda-auth off.",
  }),
  /** The role that everybody has in it. */
  camundaRole: defineSetting({
    flag: "camunda-role",
    env: "ROSTER_CAMUNDA_ROLE",
    group: "Interfaces",
    type: oneOf("ROLE", trustedRoles),
    default: undefined,
    description: "Role that everybody has in it with --camunda-auth off.",
    reason: "Belongs to --camunda-auth off.",
  }),
  /** The path in front of iSpring Learn's paths. */
  ispringPath: defineSetting({
    flag: "ispring-path",
    env: "ROSTER_ISPRING_PATH",
    group: "Interfaces",
    type: urlPath,
    default: "/",
    description: "Path in front of iSpring Learn's /user, /group and /organization.",
    reason: "Its clients know these paths at the root.",
  }),
  /** The URL that iSpring Learn's clients must name as their account. */
  ispringAccountUrl: defineSetting({
    flag: "ispring-account-url",
    env: "ROSTER_ISPRING_ACCOUNT_URL",
    group: "Interfaces",
    type: siteUrl,
    default: undefined,
    description:
      "URL that iSpring Learn's clients must send in X-Auth-Account-Url. Without it, any whose host is that of the request.",
    reason: "Clients that know the server's address need to be told nothing else.",
  }),
};
