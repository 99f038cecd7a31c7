import { defineConfig } from "vitest/config";

// Measurements, which are no tests: they print rates and cannot fail.
export default defineConfig({
  test: { include: ["test/**/*.speed.ts"], testTimeout: 300_000, fileParallelism: false },
});
