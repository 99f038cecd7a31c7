import { describe, expect, it } from "vitest";
import { settingNames } from "../config/given.ts";
import { settings } from "../config/settings.ts";
import { commands } from "./commands.ts";
import { renderCommandHelp, renderHelp, renderServeHelp } from "./help.ts";

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

  for (const { name, load } of commands) {
    it(`of roster ${name} fits into 96 columns and names its arguments and flags`, async () => {
      const command = await load();
      const help = renderCommandHelp(name, command);
      expect(help.split("\n").filter((line) => line.length > 96 || line.endsWith(" "))).toEqual([]);
      for (const argument of command.arguments ?? []) expect(help).toContain(argument.name);
      for (const { flag, env } of Object.values(command.options)) expect(help).toContain(flag ?? env);
    });

    it(`of roster ${name} shows examples of the command itself`, async () => {
      const { examples = [] } = await load();
      expect(examples.filter(({ line }) => !line.includes(`roster ${name}`))).toEqual([]);
    });
  }

  it("names every flag and every variable", () => {
    const help = renderServeHelp();
    for (const name of settingNames) {
      const { flag, env } = settings[name];
      expect(help).toContain(env);
      expect(help).toContain(flag ?? env);
    }
  });
});
