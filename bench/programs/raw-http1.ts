import { createServer } from "node:http";
import { answerAtOnceJson } from "../corpus.ts";
import { announce, localUrl, portOf } from "./program.ts";

// What Node's HTTP/1.1 can do at most: reads the message, JSON.parse, JSON.stringify, and nothing else.
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const message: { readonly userId: string } = JSON.parse(Buffer.concat(chunks).toString());
    if (message.userId === "") throw new Error("there is no user in the message");
    const body = JSON.stringify(answerAtOnceJson);
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    response.end(body);
  });
});
server.listen(0, "127.0.0.1", () => announce(localUrl(portOf(server))));
