import { ConnectError } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { verifyUtf8 } from "./request-body.ts";

async function* chunksOf(...chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks;
}

async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

const giraffe = Buffer.from("🦒");

describe("verifyUtf8()", () => {
  const good = [
    { name: "nothing", chunks: [], text: "" },
    { name: "ASCII", chunks: [Buffer.from("Zara")], text: "Zara" },
    { name: "a character cut in two", chunks: [giraffe.subarray(0, 1), giraffe.subarray(1)], text: "🦒" },
    { name: "a byte order mark", chunks: [Buffer.from("\ufeff{}")], text: "\ufeff{}" },
  ];
  for (const { name, chunks, text } of good) {
    it(`passes ${name} on`, async () => expect(await readAll(verifyUtf8(chunksOf(...chunks)))).toBe(text));
  }

  const bad = [
    { name: "a byte that begins nothing", chunks: [Buffer.from([0xff])] },
    { name: "a character that ends early", chunks: [giraffe.subarray(0, 3)] },
    { name: "half a surrogate pair", chunks: [Buffer.from([0xed, 0xa0, 0x80])] },
  ];
  for (const { name, chunks } of bad) {
    it(`refuses ${name}`, async () =>
      await expect(readAll(verifyUtf8(chunksOf(...chunks)))).rejects.toBeInstanceOf(ConnectError));
  }
});
