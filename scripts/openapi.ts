// Writes docs/openapi/FACE.json, the OpenAPI document of each face, from the descriptors and the routes they make.
// `node scripts/run-ts.mjs scripts/openapi.ts`, from the project's folder.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import packageJson from "../package.json" with { type: "json" };
import { readComments } from "./openapi/comments.ts";
import { createDocument } from "./openapi/document.ts";
import { documentedFaces } from "./openapi/faces/index.ts";

const commentOf = readComments(join(import.meta.dirname, ".."));
for (const face of documentedFaces) {
  const file = `docs/openapi/${face.name}.json`;
  const text = `${JSON.stringify(createDocument(face, commentOf, packageJson.version), null, 2)}\n`;
  const isNew = text !== readIfThere(file);
  if (isNew) writeFileSync(file, text);
  console.log(`${file}: ${isNew ? "rewritten" : "up to date"}`);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
