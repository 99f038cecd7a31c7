import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";

/** A content, compressed. */
export interface Packed {
  readonly gzip: Buffer;
}

/** Where the build puts the files: beside the program, in the folder `dist`, where the sources find them, too. */
const places = ["./api-docs/", "../../dist/api-docs/"];

/** A file that came with the program. Rejects, with what to do, when the sources run and nothing was built. */
export async function readPackedFile(name: string): Promise<Packed> {
  const folder = places.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(url));
  if (folder === undefined) throw new Error("the API's documentation is not built: run npm run build");
  return { gzip: await readFile(fileURLToPath(new URL(`${name}.gz`, folder))) };
}

/** The OpenAPI document of a face, whose paths begin with this one on this server. */
export async function readDocument(face: string, serverPath: string): Promise<Packed> {
  const packed = await readPackedFile(`${face}.json`);
  if (serverPath === "") return packed;
  const document = JSON.parse(gunzipSync(packed.gzip).toString());
  return { gzip: gzipSync(JSON.stringify({ ...document, servers: [{ url: serverPath }] })) };
}
