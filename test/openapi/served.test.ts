import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectFolder } from "../support/built-program.ts";
import { sqliteEngine } from "../support/engines.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

const faces = ["zitadel", "adobe", "camunda", "ispring", "roster"] as const;
const committed = (face: string): unknown =>
  JSON.parse(readFileSync(join(projectFolder, "docs/openapi", `${face}.json`), "utf8"));

describe("a server with all interfaces", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(sqliteEngine);
  });
  afterAll(() => server.close());
  const get = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);

  for (const face of faces) {
    it(`serves the document of ${face}, as it is committed`, async () => {
      const response = await get(`/openapi/${face}.json`);
      expect(response.headers.get("content-type")).toBe("application/json");
      expect(await response.json()).toEqual(committed(face));
    });
  }

  it("serves ZITADEL's at /openapi.json", async () => {
    expect(await (await get("/openapi.json?any")).json()).toEqual(committed("zitadel"));
  });

  it("sends it compressed to those who understand that, and as it is to others", async () => {
    const encodings = ["gzip, br", "identity", "gzip;q=0"].map(async (encoding) => {
      const response = await get("/openapi.json", { headers: { "accept-encoding": encoding } });
      expect(await response.json()).toEqual(committed("zitadel"));
      return response.headers.get("content-encoding");
    });
    expect(await Promise.all(encodings)).toEqual(["gzip", null, null]);
  });

  it("answers 304 to who has it already", async () => {
    const etag = String((await get("/openapi.json")).headers.get("etag"));
    const again = await get("/openapi.json", { headers: { "if-none-match": etag } });
    expect({ status: again.status, text: await again.text() }).toEqual({ status: 304, text: "" });
  });

  it("answers HEAD without a body, and 405 to what would change something", async () => {
    const head = await get("/docs", { method: "HEAD" });
    expect({ status: head.status, text: await head.text() }).toEqual({ status: 200, text: "" });
    const post = await get("/docs", { method: "POST", body: "{}" });
    expect({ status: post.status, allow: post.headers.get("allow") }).toEqual({ status: 405, allow: "GET, HEAD" });
  });

  it("lets the page load and call nothing but this server", async () => {
    const { headers } = await get("/docs");
    const policy = headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  for (const path of ["/openapi/other.json", "/docs/other.js", "/docs/../package.json", "/openapi"]) {
    it(`answers 404 for ${path}`, async () => {
      expect((await get(path)).status).toBe(404);
    });
  }
});

describe("a server that is set otherwise", () => {
  async function statusesOf(argv: readonly string[], paths: readonly string[]): Promise<readonly number[]> {
    const server = await startTestServer(sqliteEngine, { argv });
    try {
      return await Promise.all(paths.map(async (path) => (await fetch(`${server.url}${path}`)).status));
    } finally {
      await server.close();
    }
  }

  it("serves neither page nor documents with --docs off", async () => {
    const paths = ["/docs", "/docs/start.js", "/openapi.json", "/openapi/zitadel.json"];
    expect(await statusesOf(["--docs", "off"], paths)).toEqual([404, 404, 404, 404]);
  });

  it("serves no documents of interfaces that are off", async () => {
    const paths = ["/openapi/camunda.json", "/openapi/roster.json", "/openapi/adobe.json"];
    expect(await statusesOf(["--faces", "camunda"], paths)).toEqual([200, 200, 404]);
  });

  it("serves the first interface's at /openapi.json without ZITADEL's", async () => {
    const server = await startTestServer(sqliteEngine, { argv: ["--faces", "camunda,adobe"] });
    expect(await (await fetch(`${server.url}/openapi.json`)).json()).toEqual(committed("camunda"));
    await server.close();
  });

  it("puts the path of iSpring Learn's interface in front of its paths", async () => {
    const server = await startTestServer(sqliteEngine, { argv: ["--ispring-path", "/learn"] });
    const document = await (await fetch(`${server.url}/openapi/ispring.json`)).json();
    expect(document).toEqual({ ...(committed("ispring") as object), servers: [{ url: "/learn" }] });
    await server.close();
  });
});
