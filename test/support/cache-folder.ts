import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** The folder that scripts/ci-tools.sh installs programs into. */
export const cacheFolder = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "roster");
