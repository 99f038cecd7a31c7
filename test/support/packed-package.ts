import { execFileSync } from "node:child_process";
import { constants, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { builtProgram, projectFolder } from "./built-program.ts";

/** A folder in which the package is installed as `npm pack` makes it. */
export interface PackedPackage {
  readonly folder: string;
  /** What is in the package, and how large it is to download and on the disk. */
  readonly packed: {
    readonly size: number;
    readonly unpackedSize: number;
    readonly files: ReadonlyArray<{ readonly path: string; readonly mode: number }>;
  };
  remove(): void;
}

/**
 * Packs what is built and lets npm install it in an empty folder, into which only the packages were copied that it says
 * it depends on: npm is told to ask no registry, and fails when one is missing. Further packages of this project can be
 * put beside it.
 */
export function installPackedPackage(...others: readonly string[]): PackedPackage {
  builtProgram();
  const folder = mkdtempSync(join(tmpdir(), "roster-installed-"));
  const [packed] = JSON.parse(npm(projectFolder, "pack", "--json", "--ignore-scripts", "--pack-destination", folder));
  for (const installed of productionPackages()) {
    cpSync(join(projectFolder, installed), join(folder, installed), {
      recursive: true,
      mode: constants.COPYFILE_FICLONE,
    });
  }
  writeFileSync(join(folder, "package.json"), '{"private":true}\n');
  npm(folder, "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", join(folder, packed.filename));
  for (const name of others) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(projectFolder, "node_modules", name), link);
  }
  return { folder, packed, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Where the packages are that the program needs to run, and what those need in turn. */
const productionPackages = (): readonly string[] =>
  npm(projectFolder, "ls", "--omit=dev", "--all", "--parseable")
    .split("\n")
    .map((path) => relative(projectFolder, path))
    .filter((path) => path.startsWith("node_modules"));

const npm = (cwd: string, ...args: readonly string[]): string =>
  execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
