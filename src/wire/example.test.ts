import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { expect, it } from "vitest";
import { GreetService } from "../../test/gen/greet/v1/greet_pb.ts";
import { createUnaryLane } from "./index.ts";

/** The example of the README, as a function of what it imports; on a free port. */
function readExample(): string {
  const text = readFileSync(new URL("./README.md", import.meta.url), "utf8");
  const code = /```ts example=wire\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  return code
    .replace(/^import .*\n/gm, "")
    .replace("createServer().on", "return createServer().on")
    .replace("8080", "0");
}

it("the README's example answers a gRPC client", async () => {
  const start = new Function("createServer", "createUnaryLane", "GreetService", readExample());
  const server: ReturnType<typeof createServer> = start(createServer, createUnaryLane, GreetService);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const transport = createGrpcTransport({ baseUrl: `http://127.0.0.1:${port}`, idleConnectionTimeoutMs: 10 });
  expect((await createClient(GreetService, transport).greet({ name: "Zara" })).greeting).toBe("Hello, Zara!");
  server.close();
});
