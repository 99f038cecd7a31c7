import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSession, sendHttp2 as sendOnSession } from "../../src/http/test-port.ts";
import { projectFolder } from "../support/built-program.ts";
import { sqliteEngine } from "../support/engines.ts";
import { exchangeBytes, sendHttp1, sendHttp2 } from "../support/raw-http.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { answerKinds, rpc, shown, unseen } from "./answer-kinds.ts";

const versions = [
  ["http1", sendHttp1],
  ["http2", sendHttp2],
] as const;

describe("every answer", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(sqliteEngine, { argv: ["--max-body-bytes", "65536"] });
  });
  afterAll(() => server.close());

  for (const { name, request, status, want = {} } of answerKinds) {
    for (const [version, send] of versions) {
      const wanted = status[version];
      if (wanted === undefined) continue;
      it(`has its headers over ${version}: ${name}, ${wanted}`, async () => {
        const own = request.headers ?? [];
        const token = own.some(([header]) => header === "authorization")
          ? []
          : [["authorization", `Bearer ${server.adminToken}`] as const];
        const answer = await send(server.url, {
          method: "GET",
          body: Buffer.alloc(0),
          ...request,
          headers: [...token, ...own],
        });
        expect(answer.status).toBe(wanted);
        for (const [header, value] of Object.entries(want === unseen ? unseen : { ...shown, ...want })) {
          expect(answer.headers.get(header), header).toEqual(
            typeof value === "string" ? value : expect.stringMatching(value),
          );
        }
        for (const header of ["server", "x-powered-by", "strict-transport-security"]) {
          expect(answer.headers.has(header), header).toBe(false);
        }
      });
    }
  }

  for (const [name, bytes, wanted] of [
    ["bytes that are no HTTP", "nonsense\r\n\r\n", 400],
    ["headers beyond the limit", `GET / HTTP/1.1\r\nhost: a\r\nx: ${"a".repeat(20_000)}\r\n\r\n`, 431],
    ["no host", "GET / HTTP/1.1\r\nconnection: close\r\n\r\n", 400],
    ["CONNECT", "CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n", 405],
    ["OPTIONS *", "OPTIONS * HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n", 204],
  ] as const) {
    it(`has its headers before a request is understood: ${name}, ${wanted}`, async () => {
      const [head = ""] = (await exchangeBytes(server.url, Buffer.from(bytes))).toString("latin1").split("\r\n\r\n");
      expect(head).toMatch(new RegExp(`^HTTP/1.1 ${wanted} `));
      for (const [header, value] of Object.entries(shown)) expect(head).toContain(`${header}: ${value}`);
    });
  }

  const folder = join(projectFolder, "test/tls");
  for (const [name, flags, want] of [
    ["for a year", [], "max-age=31536000"],
    ["as long as it is told to", ["--hsts-max-age-seconds", "60"], "max-age=60"],
    ["that it is over", ["--hsts-max-age-seconds", "0"], "max-age=0"],
  ] as const) {
    it(`tells browsers to use TLS ${name}, where there is TLS`, async () => {
      const cert = join(folder, "localhost.cert.pem");
      const argv = ["--tls-cert", cert, "--tls-key", join(folder, "localhost.key.pem"), ...flags];
      const secure = await startTestServer(sqliteEngine, { argv });
      const session = await openSession(secure.url, { ca: readFileSync(cert) });
      const answers = [
        await sendOnSession(session, { ":path": "/nowhere" }),
        await sendOnSession(session, { ":path": rpc, "content-type": "application/grpc" }, ""),
      ];
      session.close();
      await secure.close();
      expect(answers.map(({ headers }) => headers["strict-transport-security"])).toEqual([want, want]);
    });
  }
});
