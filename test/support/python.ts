import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.ts";
import { leaveOut } from "./loud.ts";

/** The Python of the environment that scripts/ci-tools.sh makes, else the one on the PATH. */
function listPythons(): readonly string[] {
  const own = join(cacheFolder, "python", "bin", "python");
  return [...(existsSync(own) ? [own] : []), "python3"];
}

/**
 * A Python that has this package. Where there is none, what is left out for it is printed; in CI, where no test may be
 * left out, this throws.
 */
export function findPythonWith(module: string, whatIsLeftOut: string): string | undefined {
  for (const python of listPythons()) {
    try {
      execFileSync(python, ["-c", `import ${module}`], { stdio: "ignore" });
      return python;
    } catch {
      // The next one may have it.
    }
  }
  const advice = "run scripts/ci-tools.sh, which makes an environment with it";
  leaveOut(whatIsLeftOut, `no Python has the package ${module}`, advice);
  return undefined;
}
