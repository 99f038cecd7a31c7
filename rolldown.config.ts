import { defineConfig } from "rolldown";

// One file per entry and its shared parts: start-up reads few files. Packages stay outside, so that installing one
// without its sources' build tools is enough, and native ones find their binaries.
export default defineConfig({
  input: { main: "src/main.ts" },
  platform: "node",
  external: /^[^./]/,
  output: { dir: "dist", format: "esm", cleanDir: true, sourcemap: true },
});
