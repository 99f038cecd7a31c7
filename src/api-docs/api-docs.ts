import type { FaceName } from "../faces/index.ts";
import type { NodeHandler } from "../wire/node-http.ts";
import { answerWith } from "./answer.ts";
import { readDocument, readPackedFile } from "./files.ts";
import { pagePath, pageSecurityPolicy, renderPage, renderScript } from "./page.ts";

/** What is documented. */
export interface ApiDocsOptions {
  /** The faces that are served. `/openapi.json` is ZITADEL's, or the first one's where that is not served. */
  readonly faces: readonly FaceName[];
  /** Paths in front of all those of a face's document. Default: none. */
  readonly serverPaths: Readonly<Partial<Record<FaceName, string>>>;
}

/** The page of the API, and the documents it shows. */
export interface ApiDocs {
  /** What answers requests for this path, which has no query; `undefined` for what is not of the documentation. */
  find(path: string): NodeHandler | undefined;
}

/**
 * The API page at `/docs`, and the OpenAPI documents at `/openapi.json` and `/openapi/FACE.json`.
 *
 * All of it is read from files when it is asked for, so that a server that nobody asks pays nothing. The page loads
 * nothing from elsewhere, and its security policy does not let it.
 */
export function createApiDocs({ faces, serverPaths }: ApiDocsOptions): ApiDocs {
  const document = (face: FaceName) =>
    answerWith("application/json", () => readDocument(face, serverPaths[face] ?? ""));
  const handlers: ReadonlyMap<string, NodeHandler> = new Map([
    ["/openapi.json", document(faces.find((face) => face === "zitadel") ?? faces[0] ?? "roster")],
    ...faces.map((face) => [`/openapi/${face}.json`, document(face)] as const),
    [pagePath, answerWith("text/html; charset=utf-8", renderPage(faces), pageSecurityPolicy)],
    [`${pagePath}/start.js`, answerWith("text/javascript; charset=utf-8", renderScript(faces))],
    [`${pagePath}/swagger-ui.js`, answerWith("text/javascript; charset=utf-8", () => readPackedFile("swagger-ui.js"))],
    [`${pagePath}/swagger-ui.css`, answerWith("text/css; charset=utf-8", () => readPackedFile("swagger-ui.css"))],
  ]);
  return { find: (path) => handlers.get(path) };
}
