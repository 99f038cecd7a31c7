import { describe, expect, it } from "vitest";
import { createLogger } from "./logger.ts";

function linesOf(format: "json" | "pretty", level: "info" | "silent" = "info") {
  const lines: string[] = [];
  return { lines, logger: createLogger({ level, format, write: (line) => lines.push(line) }) };
}

describe("createLogger()", () => {
  it("writes JSON with level names and ISO times", () => {
    const { lines, logger } = linesOf("json");
    logger.info({ method: "a/B" }, "call");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      level: "info",
      method: "a/B",
      msg: "call",
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  it("writes one readable line for people, and a stack below it", () => {
    const { lines, logger } = linesOf("pretty");
    logger.error({ requestId: "abc", err: new Error("boom") }, "call failed");
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} ERROR call failed requestId=abc\n {4}Error: boom\n {4} {4}at /);
  });

  it("writes nothing below its level", () => {
    const { lines, logger } = linesOf("json", "silent");
    logger.fatal("gone");
    expect(lines).toEqual([]);
  });
});
