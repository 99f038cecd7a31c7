import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { failOnLeaks } from "../support/leaks.ts";
import { frame } from "../support/rpc-answer.ts";
import { corpus } from "./corpus.ts";
import { createFuzzExchange, type FuzzAnswer, type FuzzRequest } from "./fuzz-exchange.ts";
import { createFuzzWire } from "./fuzz-wire.ts";
import { createRandom, mutateBytes, type Random, splitBytes } from "./mutate.ts";

// Bad input into every protocol, without sockets: `FUZZ_RUNS=5000000 FUZZ_SEED=7 npx vitest run test/fuzz` for more.

failOnLeaks();

const runs = Number(process.env["FUZZ_RUNS"] ?? 200_000);
const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 1_000_000);

const { wire, failures } = createFuzzWire();

/** The answer to a request; fails when there is none in time, or the answer blames the server. */
async function answerTo(request: FuzzRequest): Promise<FuzzAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const answer = await new Promise<FuzzAnswer>((resolve, reject) => {
    timer = setTimeout(() => reject(new Error("no answer within 5 s")), 5_000);
    if (!wire.serve(createFuzzExchange(request, resolve))) {
      resolve({ status: 505, headers: {}, body: Buffer.alloc(0), trailers: {} });
    }
  });
  clearTimeout(timer);
  return answer;
}

/** What is wrong with an answer to bad input; `undefined` for nothing. */
function findFault({ status, headers, trailers, body }: FuzzAnswer): string | undefined {
  if (failures.length > 0) return `the server reported ${String(failures[0])}`;
  // 501: an unknown compression; 504: no time at all; 505: gRPC over HTTP/1.1, which the lane leaves to others.
  if (status >= 500 && ![501, 504, 505].includes(status)) return `status ${status}: ${body.toString()}`;
  const grpcStatus = headers["grpc-status"] ?? trailers["grpc-status"];
  const message = String(headers["grpc-message"] ?? trailers["grpc-message"] ?? "");
  // gRPC's own rule for a message marked as compressed when nothing says how.
  const isRule = message.startsWith("The message is compressed");
  if ((grpcStatus === "13" && !isRule) || grpcStatus === "2") return `grpc-status ${grpcStatus}: ${message}`;
  return undefined;
}

async function verify(request: FuzzRequest): Promise<void> {
  const fault = findFault(await answerTo(request));
  if (fault === undefined) return;
  const { chunks, ...head } = request;
  throw new Error(`${fault}\nseed ${seed}\n${JSON.stringify(head)}\n${Buffer.concat(chunks).toString("base64")}`);
}

const printable = (text: string): string => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, "");

function mutate(request: FuzzRequest, random: Random): FuzzRequest {
  const headers = { ...request.headers };
  if (random.below(3) === 0) {
    const name = random.pick(Object.keys(headers) as [string, ...string[]]);
    const value = mutateBytes(Buffer.from(String(headers[name] ?? ""), "latin1"), random).toString("latin1");
    // What Node's parsers let through.
    headers[name] = printable(value).trim();
  }
  const target = mutateBytes(Buffer.from(request.target, "latin1"), random).toString("latin1");
  const body = Buffer.concat(request.chunks);
  return {
    httpMajor: request.httpMajor,
    method: random.below(20) === 0 ? random.pick(["GET", "PUT", "HEAD", "DELETE", "X"]) : request.method,
    target: random.below(4) === 0 ? `/${target.replace(/[^\x21-\x7e]/g, "").replace(/^\/+/, "")}` : request.target,
    headers,
    chunks: splitBytes(random.below(8) === 0 ? body : mutateBytes(body, random), random),
  };
}

describe("bad input", () => {
  afterAll(() => expect(failures).toEqual([]));

  it(`gets an answer that blames the caller: ${runs} changed requests, seed ${seed}`, {
    timeout: Math.max(120_000, runs),
  }, async () => {
    const random = createRandom(seed);
    for (let run = 0; run < runs; run++) await verify(mutate(random.pick(corpus), random));
  });

  const properties = { numRuns: Math.max(1_000, Math.round(runs / 100)), seed };
  const rpc = "/zitadel.management.v1.ManagementService/UpdateHumanProfile";

  it("gets one for every JSON, on RPCs and on routes", async () => {
    const values = fc.oneof(
      fc.json(),
      fc.string({ unit: "binary" }),
      fc.json().map((text) => `{"firstName":${text}}`),
    );
    await fc.assert(
      fc.asyncProperty(values, fc.constantFrom(rpc, "/users/1/profile"), async (text, target) => {
        const method = target === rpc ? "POST" : "PUT";
        const headers = { host: "localhost", "content-type": "application/json" };
        await verify({ httpMajor: 1, method, target, headers, chunks: [Buffer.from(text)] });
      }),
      properties,
    );
  });

  it("gets one for every sequence of frames", async () => {
    const frames = fc.array(
      fc.record({
        flags: fc.integer({ min: 0, max: 255 }),
        body: fc.uint8Array(),
        length: fc.option(fc.nat(), { nil: undefined }),
      }),
      { maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(frames, fc.constantFrom("grpc", "grpc-web", "grpc-web-text"), async (parts, protocol) => {
        const bytes = Buffer.concat(
          parts.map(({ flags, body, length }) => frame(body, length === undefined ? { flags } : { flags, length })),
        );
        const body = protocol === "grpc-web-text" ? Buffer.from(bytes.toString("base64")) : bytes;
        const headers = { host: "localhost", "content-type": `application/${protocol}` };
        await verify({ httpMajor: 2, method: "POST", target: rpc, headers, chunks: [body] });
      }),
      properties,
    );
  });
});
