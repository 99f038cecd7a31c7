import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "scripts/**/*.test.ts"],
    globalSetup: ["test/support/postgres.ts"],
    // Real servers and databases start in some tests, on machines with as few as two cores.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A process per file: handles that a file leaks cannot hide in another's.
    pool: "forks",
    maxWorkers: 2,
  },
});
