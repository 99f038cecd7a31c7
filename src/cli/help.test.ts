import { describe, expect, it } from "vitest";
import { settingNames } from "../config/given.ts";
import { settings } from "../config/settings.ts";
import { renderHelp, renderServeHelp } from "./help.ts";

// Rewritten with `vitest --update`: read the difference before it is committed.
describe("help", () => {
  it("shows the golden text of roster --help", async () => {
    await expect(renderHelp("1.2.3")).toMatchFileSnapshot("./help.golden.txt");
  });

  it("shows the golden text of roster serve --help", async () => {
    await expect(renderServeHelp()).toMatchFileSnapshot("./serve-help.golden.txt");
  });

  it("fits into 96 columns", () => {
    const lines = `${renderHelp("1.2.3")}${renderServeHelp()}`.split("\n");
    expect(lines.filter((line) => line.length > 96 || line.endsWith(" "))).toEqual([]);
  });

  it("names every flag and every variable", () => {
    const help = renderServeHelp();
    for (const name of settingNames) {
      const { flag, env } = settings[name];
      expect(help).toContain(env);
      expect(help).toContain(flag ?? env);
    }
  });
});
