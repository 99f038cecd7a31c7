import { defineConfig, type Plugin } from "rolldown";
import { apiDocsFiles } from "./scripts/api-docs-files.ts";
import { thirdPartyLicenses } from "./scripts/third-party-licenses.ts";

/** Packages with native binaries, which they look for beside themselves. */
const nativePackages = ["@node-rs/argon2", "@node-rs/bcrypt", "@photostructure/sqlite"];

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
    plugins: [asciiOnly, thirdPartyLicenses(), apiDocsFiles()],
    output: { dir: "dist", format: "cjs", entryFileNames: "[name].cjs", codeSplitting: false, cleanDir: true },
  },
  {
    input: { main: "src/launch.ts" },
    platform: "node",
    external: [/^node:/],
    output: { dir: "dist", format: "cjs", entryFileNames: "[name].cjs" },
  },
]);
