import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { createLogger, toJsonText } from "./logger.ts";

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

  for (const format of ["json", "pretty"] as const) {
    it.each([{}, { worker: 1 }])(
      `infoMembers() writes the very line of info(), as ${format}, with the facts %j`,
      (facts) => {
        vi.useFakeTimers({ toFake: ["Date"] });
        const lines: string[] = [];
        const logger = createLogger({ level: "info", format, facts, write: (line) => lines.push(line) });
        const linesOfCall = (call: () => void) => {
          call();
          logger.warn("at once, with what waits");
          return lines.splice(0).join("");
        };
        const texts = fc.string({ unit: "binary" });
        fc.assert(
          fc.property(texts, fc.integer(), texts, (name, status, message) => {
            const expected = linesOfCall(() => logger.info({ name, status }, message));
            const members = `,"name":${toJsonText(name)},"status":${status}`;
            expect(linesOfCall(() => logger.infoMembers(members, message))).toBe(expected);
          }),
        );
        vi.useRealTimers();
      },
    );
  }

  it("infoMembers() writes nothing when the level is above, and what it wrote before a warning comes before it", () => {
    const { lines, logger } = linesOf("json");
    logger.infoMembers(',"code":"ok"', "one");
    logger.warn("two");
    expect(lines.join("").match(/"msg":"\w+"/g)).toEqual(['"msg":"one"', '"msg":"two"']);
    logger.level = "warn";
    logger.infoMembers(',"code":"ok"', "three");
    logger.warn("four");
    expect(lines.join("")).not.toContain("three");
  });

  it("writes nothing below its level", () => {
    const { lines, logger } = linesOf("json", "silent");
    logger.fatal("gone");
    expect(lines).toEqual([]);
  });
});
