import { createServer, type ServerHttp2Stream } from "node:http2";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  UpdateHumanProfileRequestSchema,
  UpdateHumanProfileResponseSchema,
} from "../../gen/zitadel/management/v1/human_pb.ts";
import { answerAtOnce } from "../corpus.ts";
import { announce, localUrl, portOf } from "./program.ts";

// What Node's HTTP/2 can do at most: reads the message, decodes it, encodes the answer, and nothing else.
const headers = { ":status": 200, "content-type": "application/grpc+proto" };

function answer(stream: ServerHttp2Stream, body: Buffer): void {
  fromBinary(UpdateHumanProfileRequestSchema, body.subarray(5));
  const message = toBinary(UpdateHumanProfileResponseSchema, answerAtOnce);
  const envelope = Buffer.allocUnsafe(5 + message.length);
  envelope[0] = 0;
  envelope.writeUInt32BE(message.length, 1);
  envelope.set(message, 5);
  stream.respond(headers, { waitForTrailers: true });
  stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(envelope);
}

const server = createServer();
server.on("stream", (stream) => {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("end", () => {
    const [first] = chunks;
    answer(stream, chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks));
  });
});
server.listen(0, "127.0.0.1", () => announce(localUrl(portOf(server))));
