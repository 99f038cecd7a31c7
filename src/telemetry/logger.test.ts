import { describe, expect, it } from "vitest";
import { createLogger } from "./logger.ts";

function linesOf(format: "json" | "pretty", level: "info" | "silent" = "info") {
  const lines: string[] = [];
  return { lines, logger: createLogger({ level, format, write: (line) => lines.push(line) }) };
}

describe("createLogger()", () => {
  it("writes JSON with level names and ISO times", () => {
    const { lines, logger } = linesOf("json");
    logger.warn({ method: "a/B" }, "call");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      level: "warn",
      method: "a/B",
      msg: "call",
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it("writes the JSON lines of one turn of the event loop together, at its end", async () => {
    const { lines, logger } = linesOf("json");
    logger.info("one");
    logger.info("two");
    expect(lines).toEqual([]);
    await new Promise(setImmediate);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.trimEnd().split("\n")).toEqual([
      expect.stringContaining('"msg":"one"'),
      expect.stringContaining('"msg":"two"'),
    ]);
    await new Promise(setImmediate);
    expect(lines).toHaveLength(1);
  });

  it("writes a warning at once, behind what was there before it", () => {
    const { lines, logger } = linesOf("json");
    logger.info("one");
    logger.warn("two");
    expect(lines.join("").trimEnd().split("\n")).toHaveLength(2);
  });

  it("writes one readable line for people, and a stack below it", () => {
    const { lines, logger } = linesOf("pretty");
    logger.error({ requestId: "abc", err: new Error("boom") }, "call failed");
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} ERROR call failed requestId=abc\n {4}Error: boom\n {4} {4}at /);
  });

  it("writes of an error its type, message, code and stacks, and nothing else that hangs on it", () => {
    const { lines, logger } = linesOf("json");
    const cause = Object.assign(new Error("no route"), { request: { authorization: "Bearer secret" } });
    const error = Object.assign(new TypeError("boom", { cause }), { code: "EOOPS", rawPacket: Buffer.from("secret") });
    logger.error({ err: error }, "call failed");
    const { err } = JSON.parse(lines[0] ?? "");
    expect(err).toEqual({ type: "TypeError", message: "boom", code: "EOOPS", stack: expect.any(String) });
    expect(err.stack).toMatch(/^TypeError: boom\n {4}at [\s\S]*\ncaused by: Error: no route\n/);
  });

  it("writes nothing below its level", () => {
    const { lines, logger } = linesOf("json", "silent");
    logger.fatal("gone");
    expect(lines).toEqual([]);
  });
});
