import { defineConfig } from "vitest/config";

// A run like that of the tests, with one test that fails.
export default defineConfig({
  test: { globalSetup: ["test/support/postgres.ts"], include: ["test/support/failing/always-fails.ts"] },
});
