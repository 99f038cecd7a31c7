import { Code } from "@connectrpc/connect";
import { expect } from "vitest";
import type { ErrorName } from "../../../src/directory/errors.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectError, expectRefusal } from "../expect.ts";
import { rpc } from "../world.ts";

const headers: readonly { readonly name: string; readonly authorization: string; readonly error: ErrorName }[] = [
  { name: "that is empty", authorization: "", error: "authHeaderMissing" },
  { name: "of another scheme", authorization: "Basic YWRtaW46YWRtaW4=", error: "authHeaderInvalid" },
  { name: "with the scheme in lower case", authorization: "bearer TOKEN", error: "authHeaderInvalid" },
  { name: "with the scheme in upper case", authorization: "BEARER TOKEN", error: "authHeaderInvalid" },
  { name: "with the token alone", authorization: "TOKEN", error: "authHeaderInvalid" },
  { name: "with the scheme alone", authorization: "Bearer", error: "authHeaderInvalid" },
  { name: "with the scheme twice", authorization: "Bearer Bearer TOKEN", error: "authHeaderInvalid" },
  { name: "with something in front", authorization: "x Bearer TOKEN", error: "authHeaderInvalid" },
  { name: "with two spaces", authorization: "Bearer  TOKEN", error: "tokenInvalid" },
  { name: "with a token that has spaces", authorization: "Bearer TOKEN and more", error: "tokenInvalid" },
  { name: "with an unknown token", authorization: "Bearer no-such-token", error: "tokenInvalid" },
  { name: "with a token of 8000 letters", authorization: `Bearer ${"x".repeat(8000)}`, error: "tokenInvalid" },
];

/** Who may call at all. */
export const authentication: CaseGroup = {
  subject: "Authentication",
  cases: {
    ...casesOf("refuses an authorization header $name", headers, async (world, { authorization, error }) => {
      const given = authorization.replace("TOKEN", world.server.adminToken);
      const result = await world.as({ headers: { authorization: given } }).call(rpc.getIAM, {});
      expectRefusal(result, error);
      if (world.client.name === "rest") expect(result.headers.get("www-authenticate")).toMatch(/^Bearer\b/);
    }),

    async "refuses a call without a header, whatever else is wrong with it"(world) {
      const call = world.as({ orgId: "no-such-org" }).call(rpc.updateHumanProfile, { userId: "1" });
      expectRefusal(await call, "authHeaderMissing");
    },
    async "refuses a call with an unknown token, whatever else is wrong with it"(world) {
      const caller = world.as({ token: "no-such-token", orgId: "no-such-org" });
      expectRefusal(await caller.call(rpc.updateHumanProfile, { userId: "1" }), "tokenInvalid");
    },

    async "tells nothing apart: unknown, removed and locked tokens get one answer"(world) {
      const org = await world.addOrg();
      const [removed, locked] = [await org.addMember("ORG_OWNER"), await org.addMember("ORG_OWNER")];
      await org.ok(rpc.removeUser, { id: removed.id });
      await org.ok(rpc.lockUser, { id: locked.id });
      const errors = [];
      for (const token of ["no-such-token", removed.token, locked.token]) {
        const { code, message, detail } = expectError(await world.as({ token }).call(rpc.getMyOrg, {}));
        errors.push({ code, message, detail });
      }
      expect(errors[0]?.code).toBe(Code.Unauthenticated);
      expect(errors[1]).toEqual(errors[0]);
      expect(errors[2]).toEqual(errors[0]);
    },

    async "answers every call with a request id, the caller's own if it sends one"(world) {
      const generated = await world.call(rpc.getIAM, {});
      expect(generated.headers.get("x-request-id")).toMatch(/^[\w-]{36}$/);
      const requestId = "trace:1234";
      const good = await world.call(rpc.getIAM, {}, { headers: { ...bearer(world), "x-request-id": requestId } });
      expect(good.headers.get("x-request-id")).toBe(requestId);
      const bad = await world.as({ headers: { "x-request-id": requestId } }).call(rpc.getIAM, {});
      expect(bad.headers.get("x-request-id")).toBe(requestId);
    },
  },
};

const bearer = ({ server }: { readonly server: { readonly adminToken: string } }) => ({
  authorization: `Bearer ${server.adminToken}`,
});
