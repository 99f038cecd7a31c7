import { defineConfig } from "vitest/config";

/** Tests of how fast and small a start is: they run before all others and alone, because neighbours would be measured too. */
const measuring = ["test/process/start.test.ts", "test/testing/timing.test.ts"];

const shared = {
  // Real servers and databases start in some tests, on machines with as few as two cores.
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // A process per file: handles that a file leaks cannot hide in another's.
  pool: "forks",
  maxWorkers: 2,
} as const;

export default defineConfig({
  test: {
    globalSetup: ["test/support/postgres.ts"],
    projects: [
      { test: { ...shared, name: "measuring", include: measuring, sequence: { groupOrder: 0 } } },
      {
        test: {
          ...shared,
          name: "tests",
          include: ["src/**/*.test.ts", "test/**/*.test.ts", "scripts/**/*.test.ts", "bench/**/*.test.ts"],
          exclude: [...measuring, "node_modules/**"],
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
