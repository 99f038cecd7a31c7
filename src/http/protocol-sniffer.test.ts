import { describe, expect, it } from "vitest";
import { detectProtocol, http2Preface } from "./protocol-sniffer.ts";

describe("detectProtocol()", () => {
  it("cannot tell from any piece of the preface, and can from all of it", () => {
    for (let length = 0; length < http2Preface.length; length++) {
      expect(detectProtocol(http2Preface.subarray(0, length))).toBeUndefined();
    }
    expect(detectProtocol(http2Preface)).toBe("http2");
    expect(detectProtocol(Buffer.concat([http2Preface, Buffer.from("more")]))).toBe("http2");
  });

  for (const start of [
    "G",
    "POST / HTTP/1.1\r\n",
    "PU",
    "PRI * HTTP/1.1",
    "PRI * HTTP/2.0\r\n\r\nXX",
    "\x16\x03\x01",
    "\0",
  ]) {
    it(`takes ${JSON.stringify(start)} for HTTP/1.1`, () => {
      expect(detectProtocol(Buffer.from(start, "latin1"))).toBe("http1");
    });
  }
});
