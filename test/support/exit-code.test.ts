import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

it("a run with a test that fails ends with the exit code 1", () => {
  const vitest = fileURLToPath(new URL("node_modules/vitest/vitest.mjs", `file://${root}`));
  const config = "test/support/failing/vitest.config.ts";
  const { status, stdout } = spawnSync(process.execPath, [vitest, "run", "--config", config], {
    cwd: root,
    encoding: "utf8",
  });
  expect(stdout).toContain("1 failed");
  expect(status).toBe(1);
});
