// Puts the files of the folder deploy into docs/deploy.md, and figures of the code into docs/security.md.
// `node scripts/run-ts.mjs scripts/deploy-docs.ts`, from the project's folder.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { replaceSection } from "./replace-section.ts";
import { renderLimits } from "./security-limits.ts";

/** The files that people copy from the page, and what their texts are. */
const shownFiles = {
  Containerfile: "dockerfile",
  "compose.yaml": "yaml",
  "roster.service": "ini",
  "nginx.conf": "nginx",
  Caddyfile: "text",
  "envoy.yaml": "yaml",
  "traefik.yaml": "yaml",
} as const;

function rewrite(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, "utf8");
  const after = change(before);
  if (after !== before) writeFileSync(file, after);
  console.log(`${file}: ${after === before ? "is up to date" : "rewritten"}`);
}

rewrite("docs/deploy.md", (page) =>
  Object.entries(shownFiles).reduce((text, [name, language]) => {
    const content = readFileSync(join("deploy", name), "utf8").trimEnd();
    return replaceSection(text, name, `\`\`\`${language}\n${content}\n\`\`\``);
  }, page),
);
rewrite("docs/security.md", (page) => replaceSection(page, "limits", renderLimits()));
