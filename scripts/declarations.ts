import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Plugin } from "rolldown";
import { isolatedDeclarationSync } from "rolldown/experimental";

/**
 * Writes the types of public entries, and of every file that they name: `types/esm` for importers, `types/cjs` for those
 * who require, because TypeScript takes a package's types in the form of its code. Each file is translated by itself, as
 * TypeScript's `isolatedDeclarations` allows, so nothing of the server behind an entry gets in.
 *
 * Fails the build when a file's types cannot be told without looking into others.
 */
export const declarations = (entries: readonly string[]): Plugin => ({
  name: "declarations",
  generateBundle() {
    const emit = (fileName: string, source: string) => this.emitFile({ type: "asset", fileName, source });
    for (const [file, text] of declare(entries)) {
      for (const form of ["esm", "cjs"]) emit(join("types", form, file.replace(/\.ts$/, ".d.ts")), text);
    }
    emit("types/cjs/package.json", '{"type":"commonjs"}\n');
  },
});

/** The declarations of the entries and of what these import, by the file in the project's folder. */
function declare(entries: readonly string[]): ReadonlyMap<string, string> {
  const declared = new Map<string, string>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (declared.has(file)) continue;
    const { code, errors } = isolatedDeclarationSync(file, readFileSync(file, "utf8"), {});
    if (errors.length > 0) throw new Error(`${file} cannot be declared:\n${errors.map(String).join("\n")}`);
    for (const [, , specifier = ""] of code.matchAll(relativeImport)) {
      waiting.push(relative(".", resolve(dirname(file), specifier)));
    }
    const types = code.replace(/^import ".*";\n/gm, "");
    declared.set(
      file,
      types.replace(relativeImport, (_, before: string, name: string) => `${before}${toJs(name)}`),
    );
  }
  return declared;
}

const relativeImport = /(\bfrom\s+"|\bimport\(")(\.[^"]+)/g;

const toJs = (specifier: string): string => specifier.replace(/\.ts$/, ".js");
