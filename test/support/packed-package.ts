import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { builtProgram, projectFolder } from "./built-program.ts";

/** A folder in which the package is installed as `npm pack` makes it. */
export interface PackedPackage {
  readonly folder: string;
  remove(): void;
}

/**
 * Packs what is built and installs it in a folder of its own, with its dependencies and these packages beside it. Those
 * are links to the ones in this project, so that nothing is asked of a registry; nothing else of the project can be seen
 * from there.
 */
export function installPackedPackage(...others: readonly string[]): PackedPackage {
  builtProgram();
  const folder = mkdtempSync(join(tmpdir(), "roster-installed-"));
  const run = (command: string, args: readonly string[]) =>
    execFileSync(command, args, { cwd: projectFolder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const [packed] = JSON.parse(run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder]));
  const installed = join(folder, "node_modules", packageJson.name);
  mkdirSync(installed, { recursive: true });
  run("tar", ["xzf", join(folder, packed.filename), "-C", installed, "--strip-components", "1"]);
  for (const name of [...Object.keys(packageJson.dependencies), ...others]) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(projectFolder, "node_modules", name), link);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
