import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Code } from "@connectrpc/connect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { openSession, sendHttp2 } from "../../src/http/test-port.ts";
import { projectFolder } from "../support/built-program.ts";
import { type Client, clientNames, createClient } from "../support/clients/index.ts";
import { sqliteEngine } from "../support/engines.ts";
import { useProcesses } from "../support/process.ts";
import { frame } from "../support/rpc-answer.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { findTool } from "../support/tools.ts";
import { startProxy } from "./proxy.ts";

const { addHumanUser, addOrg, getHumanProfile, getMyOrg, updateHumanProfile } = ManagementService.method;
const processes = useProcesses(afterAll);
const ca = readFileSync(join(projectFolder, "test/tls/localhost.cert.pem"));
const names = ["nginx", "caddy"] as const;

/** Calls at the same time over one proxy: more than it keeps connections. */
const crowd = 40;

for (const name of names) {
  const program = findTool(name, `Roster behind ${name}`);
  describe.skipIf(program === undefined)(`Roster behind ${name}`, () => {
    let server: TestServer;
    let url: string;
    let orgId: string;
    let userId: string;
    let clients: readonly Client[];
    const token = () => ({ token: server.adminToken, orgId });

    beforeAll(async () => {
      if (program === undefined) return;
      server = await startTestServer(sqliteEngine);
      url = await startProxy(processes, name, program, server.url);
      clients = clientNames.map((client) => createClient(client, url));
      const [client] = clients;
      const org = await client?.call(addOrg, { name: "Zoo" }, { token: server.adminToken });
      orgId = String(org?.ok?.id);
      const profile = { firstName: "Gigi", lastName: "Giraffe" };
      const human = { userName: "gigi", profile, email: { email: "gigi@example.com" } };
      userId = String((await client?.call(addHumanUser, human, token()))?.ok?.userId);
    });
    afterAll(async () => {
      for (const client of clients ?? []) client.close();
      await server?.close();
    });

    for (const [index, client] of clientNames.entries()) {
      const call: Client["call"] = (...args) => {
        const found = clients[index];
        if (found === undefined) throw new Error(`there is no client ${client}`);
        return found.call(...args);
      };

      it(`changes and reads a profile with ${client}`, async () => {
        const profile = { userId, firstName: "Gigi", lastName: "Giraffe", displayName: `Gigi by ${client}` };
        expect((await call(updateHumanProfile, profile, token())).error).toBeUndefined();
        expect((await call(getHumanProfile, { userId }, token())).ok?.profile?.displayName).toBe(`Gigi by ${client}`);
      });

      it(`hands an error and its details to ${client}`, async () => {
        const { error } = await call(getHumanProfile, { userId: "1" }, token());
        expect(error).toMatchObject({ code: Code.NotFound, detail: { id: expect.stringMatching(/^\w+-\w+$/) } });
      });

      it(`hands x-zitadel-orgid on from ${client}`, async () => {
        expect((await call(getMyOrg, {}, token())).ok?.org?.id).toBe(orgId);
        expect((await call(getMyOrg, {}, { token: server.adminToken })).ok?.org?.id).not.toBe(orgId);
      });
    }

    it("keeps protocols apart when many calls of all clients come at once", async () => {
      const calls = clients.flatMap((client) =>
        Array.from({ length: crowd }, () => client.call(getHumanProfile, { userId }, token())),
      );
      const failed = (await Promise.all(calls)).filter(({ error }) => error !== undefined);
      expect(failed).toEqual([]);
    });

    it("takes bodies as large as Roster does, and lets Roster refuse larger ones", async () => {
      const session = await openSession(url, { ca });
      const headers = { authorization: `Bearer ${server.adminToken}`, ":path": "/admin/v1/orgs/_search" };
      const json = { ...headers, "content-type": "application/json" };
      const large = await sendHttp2(session, json, `{${" ".repeat(3_500_000)}}`);
      expect(large.status).toBe(200);
      const larger = await sendHttp2(session, json, `{${" ".repeat(4_500_000)}}`);
      expect([larger.status, JSON.parse(larger.body).code]).toEqual([413, Code.ResourceExhausted]);
      session.close();
    });

    it("answers a page's preflight with what Roster allows, and tells of TLS once", async () => {
      const session = await openSession(url, { ca });
      const preflight = await sendHttp2(session, {
        ":method": "OPTIONS",
        ":path": `/${ManagementService.typeName}/${getMyOrg.name}`,
        origin: "https://app.example.com",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,x-zitadel-orgid",
      });
      expect(preflight).toMatchObject({ status: 204, headers: { "access-control-allow-origin": "*" } });
      expect(preflight.headers["access-control-allow-headers"]).toContain("x-zitadel-orgid");
      expect(preflight.headers["strict-transport-security"]).toBe("max-age=31536000");
      session.close();
    });

    it("leaves the name that the caller used as it is", async () => {
      const session = await openSession(url, { ca });
      const { body } = await sendHttp2(session, { ":path": "/.well-known/openid-configuration" });
      session.close();
      // Of http: that TLS ended here is not known behind the proxy, which is why --public-url has to be set.
      expect(JSON.parse(body).issuer).toBe(url.replace("https:", "http:"));
    });

    it("hands gRPC's deadline on", async () => {
      const session = await openSession(url, { ca });
      const { headers } = await sendHttp2(
        session,
        {
          ":path": `/${ManagementService.typeName}/${getMyOrg.name}`,
          authorization: `Bearer ${server.adminToken}`,
          "content-type": "application/grpc",
          "grpc-timeout": "0n",
          te: "trailers",
        },
        frame(new Uint8Array(0)).toString("latin1"),
      );
      session.close();
      expect(headers["grpc-status"]).toBe(String(Code.DeadlineExceeded));
    });
  });
}
