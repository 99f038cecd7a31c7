import { defineConfig, type Plugin } from "rolldown";
import { thirdPartyLicenses } from "./scripts/third-party-licenses.ts";

/** Packages with native binaries, which they look for beside themselves. */
export const nativePackages = ["@node-rs/argon2", "@node-rs/bcrypt", "@photostructure/sqlite"];

/** Escapes every character beyond ASCII: V8 takes two bytes for each character of a file that has one of them. */
const asciiOnly: Plugin = {
  name: "ascii-only",
  renderChunk: (code) =>
    code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
};

// One file with the packages in it: resolving and reading their hundreds of files one by one takes half of the start.
// CommonJS, because only of that can Node 20 keep the code that V8 makes of it (src/launch). Not minified, so that a
// stack can be read.
export default defineConfig([
  {
    input: { roster: "src/main.ts" },
    platform: "node",
    external: [/^node:/, ...nativePackages],
    plugins: [asciiOnly, thirdPartyLicenses()],
    output: { dir: "dist", format: "cjs", entryFileNames: "[name].cjs", codeSplitting: false, cleanDir: true },
  },
  {
    input: { main: "src/launch.ts" },
    platform: "node",
    external: [/^node:/],
    output: { dir: "dist", format: "cjs", entryFileNames: "[name].cjs" },
  },
  // The parts that others use in their own programs. The packages stay outside: errors and contexts of Connect are known
  // by the classes and symbols of the copy that made them, which must be the caller's.
  {
    input: { transcoding: "src/transcoding/index.ts", wire: "src/wire/index.ts" },
    platform: "node",
    external: /^[^./]/,
    output: { dir: "dist", format: "esm" },
  },
]);
