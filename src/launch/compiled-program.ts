import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
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
  const script = new Script(readWrapped(file), { filename: file, cachedData: readKeptCode(file) });
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

const head = "(function (exports, require, module, __filename, __dirname) {";
const tail = "\n})";

/**
 * The file's text as the function that CommonJS makes of it. Put together before it is a text: joined texts would be
 * copied, and megabytes that nobody needs stay until V8 cleans up.
 */
function readWrapped(file: string): string {
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.allocUnsafeSlow(head.length + size + tail.length);
    bytes.write(head, "latin1");
    const count = readSync(descriptor, bytes, head.length, size, 0);
    bytes.write(tail, head.length + count, "latin1");
    // The build writes nothing but ASCII, of which V8 keeps one byte a character.
    return bytes.toString("latin1", 0, head.length + count + tail.length);
  } finally {
    closeSync(descriptor);
  }
}

function readKeptCode(file: string): Buffer | undefined {
  try {
    return readFileSync(keptCodeFile(file));
  } catch {
    return undefined;
  }
}
