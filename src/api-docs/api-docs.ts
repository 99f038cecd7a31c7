import type { FaceName } from "../faces/index.ts";
import { Http1Exchange } from "../wire/http1-exchange.ts";
import { pathOf } from "../wire/node-http.ts";
import type { PortWire, WireOnDemand } from "../wire/wire-on-demand.ts";
import { type Answer, answerWith } from "./answer.ts";
import { readDocument, readPackedFile } from "./files.ts";
import { pagePath, pageSecurityPolicy, renderPage, renderScript } from "./page.ts";

/** What is documented. */
export interface ApiDocsOptions {
  /** The faces that are served. `/openapi.json` is ZITADEL's, or the first one's where that is not served. */
  readonly faces: readonly FaceName[];
  /** Paths in front of all those of a face's document. Default: none. */
  readonly serverPaths: Readonly<Partial<Record<FaceName, string>>>;
}

/**
 * The API page at `/docs`, and the OpenAPI documents at `/openapi.json` and `/openapi/FACE.json`.
 *
 * All of it is read from files when it is asked for, so that a server that nobody asks pays nothing. The page loads
 * nothing from elsewhere, and its security policy does not let it.
 */
export function createApiDocs({ faces, serverPaths }: ApiDocsOptions): WireOnDemand {
  const document = (face: FaceName) =>
    answerWith("application/json", () => readDocument(face, serverPaths[face] ?? ""));
  const handlers: ReadonlyMap<string, Answer> = new Map([
    ["/openapi.json", document(faces.find((face) => face === "zitadel") ?? faces[0] ?? "roster")],
    ...faces.map((face) => [`/openapi/${face}.json`, document(face)] as const),
    [pagePath, answerWith("text/html; charset=utf-8", renderPage(faces), pageSecurityPolicy)],
    [`${pagePath}/start.js`, answerWith("text/javascript; charset=utf-8", renderScript(faces))],
    [`${pagePath}/swagger-ui.js`, answerWith("text/javascript; charset=utf-8", () => readPackedFile("swagger-ui.js"))],
    [`${pagePath}/swagger-ui.css`, answerWith("text/css; charset=utf-8", () => readPackedFile("swagger-ui.css"))],
  ]);
  const wire: PortWire = {
    request: async (request, response) =>
      handlers.get(pathOf(request.url ?? ""))?.(new Http1Exchange(request, response)),
    // It comes back as a request.
    stream: () => false,
  };
  return { owns: (path) => handlers.has(path), load: async () => wire };
}
