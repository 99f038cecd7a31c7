import { readdirSync, readFileSync } from "node:fs";
import { create, type DescMethod, type DescMethodUnary, getOption, hasOption } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { http } from "../../gen/google/api/annotations_pb.ts";
import { access } from "../../gen/roster/access/v1/access_pb.ts";
import { OAuthService } from "../../gen/roster/oauth/v1/oauth_pb.ts";
import { OrgService } from "../../gen/roster/org/v1/org_service_pb.ts";
import { AdminService } from "../../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../../gen/zitadel/user/v2/user_service_pb.ts";
import { type Client, createClient } from "../support/clients/index.ts";
import { sqliteEngine } from "../support/engines.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { adobe } from "./authorization/adobe.ts";
import { type FacedRpc, requestOf, rpcsOf } from "./authorization/calls.ts";
import { camunda } from "./authorization/camunda.ts";
import type { Face } from "./authorization/face.ts";
import { ispring } from "./authorization/ispring.ts";
import { reads } from "./authorization/reads.ts";
import { selves } from "./authorization/subjects.ts";
import { v1, v2 } from "./authorization/zitadel.ts";

// A new RPC fails here until it has a handler, an access rule, a route if it is bound to one, and a case of its own.

const methodsOf = ({ services }: Face): readonly DescMethod[] => services.flatMap((service) => service.methods);
const zitadelMethods: readonly DescMethod[] = [v1, v2].flatMap(methodsOf);
const methods: readonly DescMethod[] = [...zitadelMethods, ...OAuthService.methods, ...OrgService.methods];

const folders = ["cases", ".", "../directory"];
const caseTexts = folders.flatMap(readTexts);

/** How cases name the RPCs of each service: `rpc.getMyOrg`, `adminRpc.listOrgs`. */
const prefixes: Readonly<Record<string, string>> = {
  [ManagementService.typeName]: "rpc",
  [AdminService.typeName]: "adminRpc",
  [AuthService.typeName]: "authRpc",
  [UserService.typeName]: "v2",
  [OrgService.typeName]: "orgRpc",
  [OAuthService.typeName]: "oauthRpc",
};

/** Public RPCs that say what is missing when they are called with nothing. */
const demanding: ReadonlySet<string> = new Set([`${OAuthService.typeName}/Token`]);

/** The texts of the tests in a folder, but this one. */
function readTexts(folder: string): readonly string[] {
  const url = new URL(`${folder}/`, import.meta.url);
  return readdirSync(url)
    .filter((file) => file.endsWith(".ts") && file !== "descriptors.test.ts")
    .map((file) => readFileSync(new URL(file, url), "utf8"));
}

function isUnary(method: DescMethod): method is DescMethodUnary {
  return method.methodKind === "unary";
}

describe("every RPC of the descriptors", () => {
  let server: TestServer;
  let connect: Client;
  let rest: Client;
  beforeAll(async () => {
    server = await startTestServer(sqliteEngine);
    connect = createClient("connect-json", server.url);
    rest = createClient("rest", server.url);
  });
  afterAll(async () => {
    await Promise.all([connect?.close(), rest?.close()]);
    await server?.close();
  });

  it("is one of ZITADEL's 162, or of a service of Roster's own", () => {
    expect(zitadelMethods).toHaveLength(162);
  });

  for (const method of methods) {
    const name = `${method.parent.typeName}/${method.name}`;
    const isPublic = hasOption(method, access) && getOption(method, access).rule.case === "public";
    const want = demanding.has(name) ? Code.InvalidArgument : isPublic ? undefined : Code.Unauthenticated;

    it(`${name} has an access rule and a handler behind it`, async () => {
      expect(hasOption(method, access)).toBe(true);
      if (!isUnary(method)) throw new Error("the matrix has no streams yet");
      const { error } = await connect.call(method, create(method.input), {});
      expect(error?.code).toBe(want);
    });

    if (getOption(method, http).pattern.case !== undefined) {
      it(`${name} answers at its path`, async () => {
        if (!isUnary(method)) throw new Error("the matrix has no streams yet");
        const { error } = await rest.call(method, create(method.input), {});
        expect(error?.code).toBe(want);
      });
    }

    it(`${name} has a case of its own`, () => {
      const use = new RegExp(`\\b${prefixes[method.parent.typeName]}\\.${method.localName}\\b`);
      expect(caseTexts.some((text) => use.test(text))).toBe(true);
    });
  }

  // Paths name an organization, a product, a page: a request for each.
  const [place] = selves(["anyone"]).flatMap(({ places }) => places);
  const adobeTexts = readTexts("../faces/adobe");

  for (const rpc of rpcsOf([adobe])) {
    const { method } = rpc;
    const name = `${method.parent.typeName}/${method.name}`;
    const want = rpc.access.rule.case === "public" ? undefined : Code.PermissionDenied;

    it(`${name} has an access rule, a handler and a path, and asks for a key`, async () => {
      if (place === undefined) throw new Error("there is no place to call in");
      expect(hasOption(method, access)).toBe(true);
      const request = requestOf(rpc, place);
      expect((await connect.call(method, request)).error?.code).toBe(want);
      const { verb, path } = routeOf(rpc, request);
      const { status, headers } = await fetch(`${server.url}${path}`, { method: verb });
      expect([path, status]).toEqual([path, want === undefined ? 200 : 403]);
      expect(headers.get("canonical-resource")).toMatch(/./);
    });

    it(`${name} has a case of its own`, () => {
      // Each read has to show something, see isolation.test.ts.
      const isRead = reads.some((read) => read.method === method);
      expect(isRead || adobeTexts.some((text) => text.includes(`"${method.name}"`))).toBe(true);
    });
  }

  // Whoever calls these has a password, and their tests are requests at paths.
  for (const { face, folder, prefix } of [
    { face: camunda, folder: "../faces/camunda", prefix: "/engine-rest" },
    { face: ispring, folder: "../faces/ispring", prefix: "" },
  ]) {
    const texts = readTexts(folder);
    for (const rpc of rpcsOf([face])) {
      const { method } = rpc;
      const name = `${method.parent.typeName}/${method.name}`;
      const want = rpc.access.rule.case === "public" ? undefined : Code.Unauthenticated;
      const hasPath = getOption(method, http).pattern.case !== undefined;

      it(`${name} has an access rule, a handler${hasPath ? " and a path" : ""}, and asks for a password`, async () => {
        if (place === undefined) throw new Error("there is no place to call in");
        expect(hasOption(method, access)).toBe(true);
        const request = requestOf(rpc, place);
        expect((await connect.call(method, request)).error?.code).toBe(want);
        if (!hasPath) return;
        const { verb, path } = routeOf(rpc, request);
        const { status } = await fetch(`${server.url}${prefix}${path}`, { method: verb });
        expect([path, status]).toEqual([path, want === undefined ? 200 : 401]);
      });

      it(`${name} has a case of its own`, () => {
        const { verb, path } = routeOf(rpc, undefined);
        // As in call("GET", "/user/1?x=y") and in { method: "GET", path: `/engine/${id}/user/${userId}` }.
        const route = `"${verb}",\\s*(path:\\s*)?["\`](/engine/[^/"\`]+)?${path}/?(\\?[^"\`]*)?["\`]`;
        const use = new RegExp(hasPath ? route : `\\brpc\\.${method.localName}\\b`);
        expect(texts.some((text) => use.test(text))).toBe(true);
      });
    }
  }
});

/** Verb and path of an RPC, filled in from a request; without one, as a pattern that any path of the RPC fits. */
function routeOf({ method }: FacedRpc, request: Readonly<Record<string, unknown>> | undefined) {
  const { pattern } = getOption(method, http);
  const { kind, path } =
    pattern.case === "custom" ? pattern.value : { kind: String(pattern.case), path: pattern.value ?? "" };
  const filled = path.replace(/\{(\w+)(?:=\*\*)?\}/g, (_, field: string) => {
    if (request === undefined) return '[^/"`]+';
    const { localName = "" } = method.input.fields.find((each) => each.name === field) ?? {};
    return encodeURIComponent(String(request[localName]));
  });
  return { verb: kind.toUpperCase(), path: filled };
}
