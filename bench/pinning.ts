import { execFileSync } from "node:child_process";
import { cpus } from "node:os";

/** The cores that servers and load generators run on, so that neither takes the other's time. */
export interface Pinning {
  /** The command line that runs this one on the core of servers. */
  server(command: readonly string[]): readonly string[];
  /** The same for load generators. */
  load(command: readonly string[]): readonly string[];
  /** What a reader of the figures has to know. */
  readonly description: string;
}

/** Core 0 for servers and core 1 for load where the system can pin processes; else the scheduler's choice, said loudly. */
export function createPinning(warn: (text: string) => void): Pinning {
  if (cpus().length < 2 || !hasProgram("taskset")) {
    warn("processes are not pinned to cores: that needs taskset and two cores. The figures mean little.");
    return { server: (command) => command, load: (command) => command, description: "not pinned" };
  }
  const on = (core: number) => (command: readonly string[]) => ["taskset", "-c", String(core), ...command];
  return { server: on(0), load: on(1), description: "servers on core 0, load on core 1" };
}

/** Whether this program is on the PATH. */
export function hasProgram(name: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${name}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
