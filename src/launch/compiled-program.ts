import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import process from "node:process";
import { Script } from "node:vm";

/** A program that is one CommonJS file, compiled. */
export interface CompiledProgram {
  /** Whether kept code was used, so that nothing had to be compiled. */
  readonly isFromKeptCode: boolean;
  /** Runs the program in this process, as if Node had been started with its file. */
  run(): void;
  /** V8's code of everything that has run by now, to keep for later starts. */
  encode(): Buffer;
}

/**
 * The file beside a program where its code is kept. It names Node's version and the processor, because code that V8 made
 * for others is of no use.
 */
export const keptCodeFile = (programFile: string): string =>
  `${programFile}.node-${process.version}-${process.platform}-${process.arch}.code`;

/**
 * Compiles a program, or takes the code that is kept of it (see {@link keptCodeFile}). V8 refuses code of another version,
 * of other V8 flags and of a source of another length; then, and when none is kept, the program is compiled as ever.
 *
 * Throws when the program's file cannot be read.
 */
export function compileProgram(file: string): CompiledProgram {
  // The build writes nothing but ASCII, of which V8 keeps one byte a character.
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, "latin1")}\n})`;
  const script = new Script(source, { filename: file, cachedData: readKeptCode(file) });
  return {
    isFromKeptCode: script.cachedDataRejected === false,
    run() {
      const module = { exports: {} };
      const main: (...scope: readonly unknown[]) => void = script.runInThisContext();
      main(module.exports, createRequire(file), module, file, dirname(file));
    },
    encode: () => script.createCachedData(),
  };
}

function readKeptCode(file: string): Buffer | undefined {
  try {
    return readFileSync(keptCodeFile(file));
  } catch {
    return undefined;
  }
}
