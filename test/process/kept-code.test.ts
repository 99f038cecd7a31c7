import { copyFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { compileProgram, keptCodeFile } from "../../src/launch/compiled-program.ts";
import { builtProgram } from "../support/built-program.ts";
import { useProcesses } from "../support/process.ts";

const processes = useProcesses();

describe("the code that the build keeps", () => {
  const built = join(dirname(builtProgram()), "roster.cjs");
  let file: string;

  beforeEach(() => {
    file = join(processes.folder(), "roster.cjs");
    copyFileSync(built, file);
    copyFileSync(keptCodeFile(built), keptCodeFile(file));
  });

  it("is used by a start", () => {
    expect(compileProgram(file).isFromKeptCode).toBe(true);
  });

  it("is of a program in ASCII, which V8 keeps in half the memory", () => {
    expect(readFileSync(built).every((byte) => byte < 0x80)).toBe(true);
  });

  it("is done without when it is missing", () => {
    const alone = join(processes.folder(), "alone.cjs");
    copyFileSync(built, alone);
    expect(existsSync(keptCodeFile(alone))).toBe(false);
    expect(compileProgram(alone).isFromKeptCode).toBe(false);
  });

  it("is done without when it was cut short", () => {
    truncateSync(keptCodeFile(file), 1_000_000);
    expect(compileProgram(file).isFromKeptCode).toBe(false);
  });

  it("is done without when the program is another", () => {
    writeFileSync(file, "module.exports = 1;");
    expect(compileProgram(file).isFromKeptCode).toBe(false);
  });
});
