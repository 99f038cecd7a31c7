import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "rolldown";
import { describePackage } from "./third-party-licenses.ts";

const documents = join(import.meta.dirname, "../docs/openapi");
const swaggerUi = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));

/** Writes what src/api-docs serves into the folder api-docs, compressed: the documents, and Swagger UI with its terms. */
export const apiDocsFiles = (): Plugin => ({
  name: "api-docs-files",
  generateBundle() {
    const emit = (name: string, source: string | Uint8Array) =>
      this.emitFile({ type: "asset", fileName: `api-docs/${name}`, source });
    for (const file of readdirSync(documents)) {
      emit(`${file}.gz`, pack(JSON.stringify(JSON.parse(readFileSync(join(documents, file), "utf8")))));
    }
    emit("swagger-ui.js.gz", pack(readFileSync(join(swaggerUi, "swagger-ui-bundle.js"))));
    emit("swagger-ui.css.gz", pack(readFileSync(join(swaggerUi, "swagger-ui.css"))));
    const notice = readFileSync(join(swaggerUi, "NOTICE"), "utf8");
    const parts = readFileSync(join(swaggerUi, "swagger-ui-bundle.js.LICENSE.txt"), "utf8");
    emit("licenses.txt", `${describePackage(swaggerUi)}\n${notice}\n${parts}`);
  },
});

const pack = (content: string | Uint8Array): Buffer => gzipSync(content, { level: 9 });
