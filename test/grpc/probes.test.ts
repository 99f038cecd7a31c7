import { once } from "node:events";
import { connect } from "node:http2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sqliteEngine } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

failOnLeaks();

describe("probes", () => {
  let server: TestServer;
  beforeAll(async () => {
    // Without any interface of others: the probes belong to none.
    server = await startTestServer(sqliteEngine, { argv: ["--faces", "zitadel"] });
  });
  afterAll(() => server?.close());

  for (const { path, status } of [
    { path: "/healthz", status: "alive" },
    { path: "/ready", status: "ready" },
  ]) {
    it(`GET ${path} answers 200 without a token, and what it means`, async () => {
      const response = await fetch(`${server.url}${path}?from=probe`);
      expect(response.status).toBe(200);
      expect(response.headers.get("cache-control")).toBe("no-store");
      expect(await response.json()).toEqual({ status });
    });

    it(`HEAD ${path} answers 200 without a body`, async () => {
      const response = await fetch(`${server.url}${path}`, { method: "HEAD" });
      expect([response.status, await response.text()]).toEqual([200, ""]);
    });

    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      it(`${method} ${path} answers 405 with Allow`, async () => {
        const response = await fetch(`${server.url}${path}`, { method });
        expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
      });
    }

    it(`GET ${path} answers over HTTP/2, too`, async () => {
      const session = connect(server.url);
      const stream = session.request({ ":path": path });
      const [headers] = await once(stream, "response");
      expect(headers[":status"]).toBe(200);
      let text = "";
      for await (const chunk of stream.setEncoding("utf8")) text += chunk;
      expect(JSON.parse(text)).toEqual({ status });
      session.close();
    });
  }
});
