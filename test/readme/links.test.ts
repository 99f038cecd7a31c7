import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectFolder } from "../support/built-program.ts";

/** Every Markdown file that people read, and those that are new and not yet known to git. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md"], {
  cwd: projectFolder,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(projectFolder, file)));

const linksOf = (file: string): readonly string[] =>
  [...readFileSync(join(projectFolder, file), "utf8").matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);

/** Names that a browser can jump to in a file, as web sites that show Markdown make them of its headings. */
const anchorsOf = (file: string): readonly string[] =>
  [...readFileSync(join(projectFolder, file), "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

/** Whether a link of a file leads to something that is there. Other sites are not asked. */
function isGood(file: string, link: string): boolean {
  if (/^(https?|mailto):/.test(link)) return true;
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? file : join(dirname(file), path);
  return existsSync(join(projectFolder, target)) && (anchor === undefined || anchorsOf(target).includes(anchor));
}

describe("links", () => {
  for (const file of files) {
    it(`of ${file} lead to what is there`, () => {
      expect(linksOf(file).filter((link) => !isGood(file, link))).toEqual([]);
    });
  }

  it("of README.md lead to every page of docs", () => {
    const links = linksOf("README.md");
    expect(files.filter((file) => file.startsWith("docs/")).filter((file) => !links.includes(file))).toEqual([]);
  });
});
