import { defineConfig, type Plugin } from "rolldown";
import { apiDocsFiles } from "./scripts/api-docs-files.ts";
import { declarations } from "./scripts/declarations.ts";
import { thirdPartyLicenses } from "./scripts/third-party-licenses.ts";

/** Packages with native binaries, which they look for beside themselves. */
export const nativePackages = ["@node-rs/argon2", "@node-rs/bcrypt", "@photostructure/sqlite"];

/** Escapes every character beyond ASCII: V8 takes two bytes for each character of a file that has one of them. */
const asciiOnly: Plugin = {
  name: "ascii-only",
  // Not in renderChunk: what that gives is printed once more, without the escapes.
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) if (file.type === "chunk") file.code = escapeNonAscii(file.code);
  },
};

const escapeNonAscii = (code: string): string =>
  code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/**
 * Takes OpenTelemetry's packages as ES modules, of which the build leaves out what is not used: a fifth is left. Their
 * CommonJS is what a bundle for Node would get.
 */
const openTelemetryAsModules: Plugin = {
  name: "opentelemetry-as-modules",
  async resolveId(source, importer) {
    if (!source.startsWith("@opentelemetry/")) return undefined;
    const found = await this.resolve(source, importer, { skipSelf: true });
    return found?.id.replace("/build/src/", "/build/esm/");
  },
};

/**
 * Has a file of protos registered once in the registry of each file that imports it: the library adds it again for every
 * way that leads to it, which takes a twentieth of a start.
 */
const descriptorsOnce: Plugin = {
  name: "descriptors-once",
  transform: {
    filter: { id: /@bufbuild\/protobuf\/dist\/esm\/registry\.js$/ },
    handler(code) {
      const start = "addFile(file, skipTypes, withDeps) {";
      if (!code.includes(start))
        this.error("protobuf's registry is not what it was: look whether this is still needed");
      return code.replace(start, `${start} if (withDeps && files.get(file.proto.name) === file) return;`);
    },
  },
};

/** Packages that the client leaves to whoever installs it, so that its types and errors are those of the caller's own. */
const clientPackages = [/^@connectrpc\//, /^@bufbuild\//];

/** Lets importers have what a CommonJS file exports. */
const esmFacade = (name: string): Plugin => ({
  name: "esm-facade",
  generateBundle(_options, bundle) {
    const names = Object.values(bundle).flatMap((file) => (file.type === "chunk" ? file.exports : []));
    const source = `export { ${names.join(", ")} } from "./${name}.cjs";\n`;
    this.emitFile({ type: "asset", fileName: `${name}.js`, source });
  },
});

// One file with the packages in it: resolving and reading their hundreds of files one by one takes half of the start.
// CommonJS, because only of that can Node 20 keep the code that V8 makes of it (src/launch). Not minified, so that a
// stack can be read.
export default defineConfig([
  {
    input: { roster: "src/main.ts" },
    platform: "node",
    external: [/^node:/, ...nativePackages],
    plugins: [openTelemetryAsModules, descriptorsOnce, asciiOnly, thirdPartyLicenses(), apiDocsFiles()],
    output: {
      dir: "dist",
      format: "cjs",
      entryFileNames: "[name].cjs",
      codeSplitting: false,
      cleanDir: true,
      // A seventh of the file, which a server keeps in memory. The sources have them.
      comments: false,
      // OpenTelemetry's exporter imports node:http when it sends, which code that is kept cannot (src/launch).
      dynamicImportInCjs: false,
    },
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
    plugins: [declarations(["src/transcoding/index.ts", "src/wire/index.ts"])],
    output: { dir: "dist", format: "esm" },
  },
  // The public entries; package.json names them under "exports".
  {
    // The server is in it, as in the program: a test that imports it waits for one file instead of hundreds.
    input: { testing: "src/testing/index.ts" },
    platform: "node",
    external: [/^node:/, ...nativePackages],
    plugins: [openTelemetryAsModules, asciiOnly, esmFacade("testing"), declarations(["src/testing/index.ts"])],
    output: { dir: "dist", format: "cjs", entryFileNames: "[name].cjs", codeSplitting: false },
  },
  {
    input: { client: "src/client/index.ts" },
    platform: "node",
    external: [/^node:/, ...clientPackages],
    plugins: [declarations(["src/client/index.ts", "src/client/browser.ts"])],
    output: [
      { dir: "dist", format: "esm", entryFileNames: "[name].js" },
      { dir: "dist", format: "cjs", entryFileNames: "[name].cjs" },
    ],
  },
  {
    input: { "client.browser": "src/client/browser.ts" },
    platform: "browser",
    external: clientPackages,
    output: { dir: "dist", format: "esm", entryFileNames: "[name].js" },
  },
]);
