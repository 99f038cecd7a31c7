import type { AdminToken } from "./admin-token.ts";
import type { DemoHuman } from "./demo.ts";

/** What the greeting is about. */
export interface GreetingFacts {
  readonly version: string;
  readonly url: string;
  /** Where the admin port is; `undefined` where there is none. */
  readonly adminUrl?: string | undefined;
  /** Where the data is, for a person. */
  readonly storage: string;
  readonly adminToken: AdminToken;
  readonly demoHuman: DemoHuman | undefined;
  /**
   * File with the descriptors of every service, relative to the working directory, for a grpcurl that cannot ask the server
   * what they look like; `undefined` when it can.
   */
  readonly protosetFile: string | undefined;
  /** Something about the settings that nobody should overlook. */
  readonly warning?: string | undefined;
}

const service = "zitadel.management.v1.ManagementService";

/** What a person reads after the start: where the server is, how to get in, and three calls that work when pasted. */
export function renderGreeting(facts: GreetingFacts): string {
  const lines = [
    `Roster ${facts.version} serves gRPC, gRPC-Web, Connect and JSON on ${facts.url}`,
    `  data         ${facts.storage}`,
    `  admin token  ${describeToken(facts.adminToken)}`,
    ...(facts.adminUrl === undefined ? [] : [`  metrics      ${facts.adminUrl}/metrics`]),
    ...(facts.warning === undefined ? [] : [`  WARNING      ${facts.warning}`]),
  ];
  if (facts.adminToken.token === undefined) return lines.join("\n");
  return [...lines, "", ...renderExamples(facts)].join("\n");
}

function describeToken({ token, file, isGiven }: AdminToken): string {
  if (file !== undefined) return `in ${file}`;
  if (isGiven) return "as given in ROSTER_ADMIN_TOKEN";
  // In memory: it is nowhere else, and gone at the end with everything that it opens.
  if (token !== undefined) return token;
  return "made at an earlier start, and its file is gone; set ROSTER_ADMIN_TOKEN to give the administrator a new one";
}

/** Shell text that stands for the token, so that a token that lasts is not on the screen. */
function tokenExpression({ token, file, isGiven }: AdminToken): string {
  if (file !== undefined) return `$(cat ${quoteForShell(file)})`;
  return isGiven || token === undefined ? "$ROSTER_ADMIN_TOKEN" : token;
}

const quoteForShell = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

function renderExamples(facts: GreetingFacts): readonly string[] {
  const { demoHuman } = facts;
  const call = demoHuman === undefined ? addHuman : updateProfile(demoHuman);
  return [
    "With curl:",
    ...renderCurl(facts, call),
    "",
    "With grpcurl:",
    ...renderGrpcurl(facts, call.org),
    "",
    "With ZITADEL's SDK (npm install @zitadel/client):",
    ...renderSdk(facts, call.org),
  ];
}

interface ExampleCall {
  readonly verb: string;
  readonly path: string;
  /** JSON inside single quotes of a shell. */
  readonly body: string;
  /** Organization to name in a header. */
  readonly org: string | undefined;
}

// The time makes each paste a change: a second identical update, or user name, is refused.
const now = `'"$(date +%H:%M:%S)"'`;

const addHuman: ExampleCall = {
  verb: "POST",
  path: "/management/v1/users/human",
  body: `{"userName":"gigi-${now}","profile":{"firstName":"Gigi","lastName":"Giraffe"},"email":{"email":"gigi@example.com"}}`,
  org: undefined,
};

const updateProfile = ({ id, orgId }: DemoHuman): ExampleCall => ({
  verb: "PUT",
  path: `/management/v1/users/${id}/profile`,
  body: `{"firstName":"Gigi","lastName":"Giraffe","nickName":"${now}","displayName":"Gigi Giraffe","preferredLanguage":"en"}`,
  org: orgId,
});

function renderCurl(facts: GreetingFacts, { verb, path, body, org }: ExampleCall): readonly string[] {
  return [
    `  curl -X ${verb} ${facts.url}${path} \\`,
    `    -H "Authorization: Bearer ${tokenExpression(facts.adminToken)}" ${orgHeader(org)}\\`,
    `    -H 'Content-Type: application/json' \\`,
    `    -d '${body}'`,
  ];
}

function renderGrpcurl(facts: GreetingFacts, org: string | undefined): readonly string[] {
  const { host, protocol } = new URL(facts.url);
  const plaintext = protocol === "http:" ? "-plaintext " : "";
  const protoset = facts.protosetFile === undefined ? "" : `-protoset ${quoteForShell(facts.protosetFile)} `;
  return [
    `  grpcurl ${plaintext}${protoset}\\`,
    `    -H "Authorization: Bearer ${tokenExpression(facts.adminToken)}" ${orgHeader(org)}\\`,
    `    -d '{"query":{"limit":3}}' ${host} ${service}/ListUsers`,
  ];
}

function renderSdk(facts: GreetingFacts, org: string | undefined): readonly string[] {
  const options = org === undefined ? "" : `, { headers: { "x-zitadel-orgid": "${org}" } }`;
  return [
    `  ADMIN_TOKEN="${tokenExpression(facts.adminToken)}" node --input-type=module -e '`,
    `    import { createServerTransport } from "@zitadel/client/node";`,
    `    import { createManagementServiceClient } from "@zitadel/client/v1";`,
    `    const transport = createServerTransport(process.env.ADMIN_TOKEN, { baseUrl: "${facts.url}" });`,
    `    const management = createManagementServiceClient(transport);`,
    `    const { result } = await management.listUsers({}${options});`,
    `    console.log(result.map((user) => user.userName));`,
    `    process.exit();'`,
  ];
}

const orgHeader = (org: string | undefined): string => (org === undefined ? "" : `-H 'x-zitadel-orgid: ${org}' `);
