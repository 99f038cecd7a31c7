import { Code, ConnectError } from "@connectrpc/connect";
import { readAllBytes, type UniversalServerRequest } from "@connectrpc/connect/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromGrpcWebText, isGrpcWebText, toGrpcWebText } from "./grpc-web-text.ts";

async function* chunksOf(chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks;
}

const request = (chunks: readonly Uint8Array[]): UniversalServerRequest => ({
  httpVersion: "1.1",
  method: "POST",
  url: "http://localhost/",
  header: new Headers({ "content-type": "application/grpc-web-text+proto" }),
  body: chunksOf(chunks),
  signal: new AbortController().signal,
});

async function decode(chunks: readonly Uint8Array[]): Promise<Uint8Array> {
  const { body } = fromGrpcWebText(request(chunks));
  // fromGrpcWebText() answers byte streams only.
  return readAllBytes(body as AsyncIterable<Uint8Array>, 1 << 20);
}

/** A text cut into pieces at any places. */
function cut(text: string, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...places.map((place) => place % (text.length + 1)).sort((a, b) => a - b), text.length];
  return sorted.slice(1).map((end, index) => Buffer.from(text.slice(sorted[index], end)));
}

describe("fromGrpcWebText()", () => {
  it("gives back any bytes, however the text is cut and into however many base64 texts", async () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(parts, fc.array(fc.nat(), { maxLength: 5 }), async (bytes, places) => {
        const text = bytes.map((part) => Buffer.from(part).toString("base64")).join("");
        expect(Buffer.from(await decode(cut(text, places)))).toEqual(Buffer.concat(bytes));
      }),
    );
  });

  for (const text of ["A", "AAA", "AA*A", "AAAA\u0000AAA", "äAAA"]) {
    it(`refuses ${JSON.stringify(text)} with invalid_argument`, async () => {
      const error = await decode([Buffer.from(text, "latin1")]).then(() => undefined, ConnectError.from);
      expect(error?.code).toBe(Code.InvalidArgument);
    });
  }

  it("asks for the binary form", () => {
    expect(fromGrpcWebText(request([])).header.get("content-type")).toBe("application/grpc-web+proto");
  });
});

describe("toGrpcWebText()", () => {
  it("turns each chunk into base64 and names the text form", async () => {
    const response = toGrpcWebText({
      status: 200,
      header: new Headers({ "content-type": "application/grpc-web+proto" }),
      body: chunksOf([Buffer.from([0, 1]), Buffer.from([255])]),
    });
    expect(response.header?.get("content-type")).toBe("application/grpc-web-text+proto");
    expect(Buffer.from(await readAllBytes(response.body ?? chunksOf([]), 100)).toString()).toBe("AAE=/w==");
  });

  it("leaves an answer in another protocol alone", () => {
    const response = { status: 415 };
    expect(toGrpcWebText(response)).toBe(response);
  });
});

describe("isGrpcWebText()", () => {
  const cases = {
    "application/grpc-web-text": true,
    "application/grpc-web-text+proto": true,
    "application/grpc-web": false,
    "text/plain": false,
  };
  for (const [type, want] of Object.entries(cases))
    it(`answers ${want} to ${type}`, () => expect(isGrpcWebText(type)).toBe(want));
});
