import type { FaceName } from "../faces/index.ts";

/** Where the page is. */
export const pagePath = "/docs";

/**
 * What the page may do (Content Security Policy, level 3): run and load what this server sends, call this server, and
 * nothing else. Swagger UI sets styles on elements and has its icons in data URLs.
 */
export const pageSecurityPolicy = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
};

const labels: Readonly<Record<FaceName, string>> = {
  zitadel: "ZITADEL",
  roster: "Roster",
  adobe: "Adobe User Management",
  camunda: "Camunda 7",
  ispring: "iSpring Learn",
};

/** The page: links to the documents of all faces, and the place for the one that is shown. */
export const renderPage = (faces: readonly FaceName[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Roster: the API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${pagePath}/swagger-ui.css">
<style>
body { margin: 0; background: #fafafa; }
nav { display: flex; flex-wrap: wrap; gap: 1rem; padding: 0.8rem 1.5rem; background: #1b1f24; font: 1rem sans-serif; }
nav a { color: #fff; }
nav a[aria-current] { font-weight: bold; text-decoration: none; }
</style>
</head>
<body>
<nav aria-label="Interfaces">${faces.map(renderLink).join("")}</nav>
<main id="api"></main>
<script src="${pagePath}/swagger-ui.js"></script>
<script src="${pagePath}/start.js"></script>
</body>
</html>
`;

const renderLink = (face: FaceName): string =>
  `<a href="${pagePath}?face=${face}" data-face="${face}">${labels[face]}</a>`;

/** The page's script. Tokens are kept until the page is left, and the document is not shown to a validator elsewhere. */
export const renderScript = (faces: readonly FaceName[]): string => `"use strict";
const faces = ${JSON.stringify(faces)};
const asked = new URLSearchParams(location.search).get("face");
const face = faces.includes(asked) ? asked : faces[0];
document.querySelector(\`nav a[data-face="\${face}"]\`).setAttribute("aria-current", "page");
SwaggerUIBundle({
  url: \`/openapi/\${face}.json\`,
  dom_id: "#api",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: -1,
  persistAuthorization: false,
  validatorUrl: null,
});
`;
