import { once } from "node:events";
import { createServer } from "node:http2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { portOf } from "../programs/program.ts";
import { connectGrpc } from "./grpc-connection.ts";

/** Node's own HTTP/2, which knows what a frame and a header block are: it answers gRPC's way with what it read. */
const server = createServer();
server.on("stream", (stream, headers) => {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("end", () => {
    if (headers[":path"] === "/refused")
      return void stream.respond({ ":status": 200, "grpc-status": "5" }, { endStream: true });
    const read = {
      path: headers[":path"],
      token: headers.authorization,
      body: Buffer.concat(chunks).subarray(5).toString(),
    };
    const message = Buffer.from(JSON.stringify(read).padEnd(headers[":path"] === "/large" ? 300_000 : 0));
    const envelope = Buffer.alloc(5);
    envelope.writeUInt32BE(message.length, 1);
    stream.respond({ ":status": 200 }, { waitForTrailers: true });
    stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(Buffer.concat([envelope, message]));
  });
});

describe("connectGrpc()", () => {
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => void server.close());

  const connectHere = () =>
    connectGrpc(`http://127.0.0.1:${portOf(server)}`, { authorization: `Bearer ${"t".repeat(300)}` });

  it("says what it is told, in every call of a connection", async () => {
    const connection = connectHere();
    const paths = ["/a", "/b", "/a", "/large", "/b"];
    const answers = await Promise.all(
      paths.map((path, index) => connection.call(path, Buffer.from(`message ${index}`))),
    );
    connection.close();
    expect(answers.map((answer) => JSON.parse(Buffer.from(answer).toString()))).toEqual(
      paths.map((path, index) => ({ path, token: `Bearer ${"t".repeat(300)}`, body: `message ${index}` })),
    );
  });

  it("rejects a call whose answer has no message", async () => {
    const connection = connectHere();
    await expect(connection.call("/refused", Buffer.from("x"))).rejects.toThrow("the call was refused");
    connection.close();
  });
});
