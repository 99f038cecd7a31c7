import { defineConfig } from "rolldown";
import { thirdPartyLicenses } from "./scripts/third-party-licenses.ts";

/** Packages with native binaries, which they look for beside themselves. */
const nativePackages = ["@node-rs/argon2", "@node-rs/bcrypt", "@photostructure/sqlite"];

// One file per entry and its shared parts, with the packages in it: resolving and reading their hundreds of files one
// by one takes half of the start. Not minified, so that a stack without source maps can be read; sources stay out of
// the maps, because Node keeps the maps in memory.
export default defineConfig({
  input: { main: "src/main.ts", transcoding: "src/transcoding/index.ts", wire: "src/wire/index.ts" },
  platform: "node",
  external: [/^node:/, ...nativePackages],
  plugins: [thirdPartyLicenses()],
  output: { dir: "dist", format: "esm", cleanDir: true, sourcemap: true, sourcemapExcludeSources: true },
});
