import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localUrl, portOf } from "../programs/program.ts";
import { connectHttp1, encodeRequest } from "./http1-connection.ts";

/** Node's own HTTP/1.1: answers what it read, of known length, in chunks, or with a fault. */
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = JSON.stringify({
    method: request.method,
    token: request.headers.authorization,
    body: String(Buffer.concat(chunks)),
  });
  if (request.url === "/fault") response.statusCode = 500;
  if (request.url === "/chunked") response.write(body.slice(0, 10));
  response.end(request.url === "/chunked" ? body.slice(10) : body);
});

describe("connectHttp1()", () => {
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => void server.close());

  const send = async (...paths: readonly string[]) => {
    const url = localUrl(portOf(server));
    const connection = connectHttp1(url);
    const answers: unknown[] = [];
    try {
      for (const path of paths) {
        const request = encodeRequest(url, { method: "PUT", path, headers: { authorization: "Bearer t" }, body: "é" });
        answers.push(JSON.parse(String(await connection.send(request))));
      }
    } finally {
      connection.close();
    }
    return answers;
  };

  it("sends one request after the other and reads answers of both forms", async () => {
    const want = { method: "PUT", token: "Bearer t", body: "é" };
    expect(await send("/", "/chunked", "/")).toEqual([want, want, want]);
  });

  it("rejects an answer that is no success", () => expect(send("/fault")).rejects.toThrow(/the status 500/));
});
