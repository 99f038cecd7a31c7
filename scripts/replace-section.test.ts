import { describe, expect, it } from "vitest";
import { renderMarkdownTable } from "../src/config/markdown-table.ts";
import { settings } from "../src/config/settings.ts";
import { replaceSection } from "./replace-section.ts";

const readme = "# R\n\n<!-- table:begin, written by a script -->\nold\nolder\n<!-- table:end -->\n\ntail\n";

describe("replaceSection()", () => {
  it("replaces what is between the markers, and keeps the rest", () => {
    expect(replaceSection(readme, "table", "new $& $1")).toBe(
      "# R\n\n<!-- table:begin, written by a script -->\n\nnew $& $1\n\n<!-- table:end -->\n\ntail\n",
    );
  });

  it("changes nothing the second time", () => {
    const once = replaceSection(readme, "table", "new");
    expect(replaceSection(once, "table", "new")).toBe(once);
  });

  it("rejects a text without the section, or with two", () => {
    expect(() => replaceSection("# R\n", "table", "new")).toThrow("found 0");
    expect(() => replaceSection(readme + readme, "table", "new")).toThrow("found 2");
  });
});

describe("renderMarkdownTable()", () => {
  it("has a row of four cells per setting", () => {
    const lines = renderMarkdownTable().split("\n");
    expect(lines).toHaveLength(2 + Object.keys(settings).length);
    for (const line of lines) {
      expect(line.replaceAll("\\|", "").split("|")).toHaveLength(6);
    }
    expect(lines).toContain(
      "| `--port PORT` | `ROSTER_PORT` | `8080` | Port for every protocol. 0 takes a free one. *ZITADEL's own default, so clients' examples fit.* |",
    );
  });
});
