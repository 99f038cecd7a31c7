import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectFolder } from "../support/built-program.ts";
import { useProcesses } from "../support/process.ts";
import { findMissingTools } from "../support/tools.ts";
import { runBash } from "./bash.ts";

const processes = useProcesses();
const hasCurl = findMissingTools(["curl"], "curl's example of the greeting").length === 0;
const hasGrpcurl = findMissingTools(["grpcurl"], "grpcurl's example of the greeting").length === 0;

/** The examples of a greeting, by the program they are for. */
function parseExamples(greeting: string): ReadonlyMap<string, string> {
  const parts = greeting.split(/^With (\S+)'s SDK \(.*\):$|^With (\S+):$/m).slice(1);
  const examples = new Map<string, string>();
  for (let index = 0; index + 2 < parts.length; index += 3) {
    const [script = ""] = (parts[index + 2] ?? "").split("\n\n");
    examples.set(parts[index] ?? parts[index + 1] ?? "", script);
  }
  return examples;
}

describe("greeting", () => {
  const starts: ReadonlyArray<{
    name: string;
    flags: () => readonly string[];
    env: Readonly<Record<string, string>>;
    curlSays: string;
    users: readonly string[];
  }> = [
    {
      name: "of a new directory",
      flags: () => ["--data", processes.folder()],
      env: {},
      curlSays: '"userId":',
      users: ["admin"],
    },
    {
      name: "of a folder whose name has blanks and quotes",
      flags: () => ["--data", join(processes.folder(), "Gigi's data")],
      env: {},
      curlSays: '"userId":',
      users: ["admin"],
    },
    {
      name: "with --demo",
      flags: () => ["--data", processes.folder(), "--demo"],
      env: {},
      curlSays: '"changeDate":',
      users: ["gigi.giraffe", "greta.gazelle"],
    },
    {
      name: "with --reflection off",
      flags: () => ["--memory", "--reflection", "off"],
      env: {},
      curlSays: '"userId":',
      users: ["admin"],
    },
    { name: "with --memory", flags: () => ["--memory"], env: {}, curlSays: '"userId":', users: ["admin"] },
    {
      name: "with ROSTER_ADMIN_TOKEN",
      flags: () => ["--data", processes.folder()],
      env: { ROSTER_ADMIN_TOKEN: "a-token-that-was-given" },
      curlSays: '"userId":',
      users: ["admin"],
    },
  ];
  for (const { name, flags, env, curlSays, users } of starts) {
    it(`${name} has examples that work when pasted`, async () => {
      const server = await processes.serve(flags(), { cwd: projectFolder, env });
      const examples = parseExamples(await server.whenSaid("process.exit();'"));
      expect([...examples.keys()]).toEqual(["curl", "grpcurl", "ZITADEL"]);
      const paste = async (program: string) =>
        (await runBash(processes, examples.get(program) ?? "exit 1", env)).stdout;
      if (hasCurl) expect(await paste("curl")).toContain(curlSays);
      if (hasGrpcurl) expect(await paste("grpcurl")).toContain('"totalResult"');
      const listed = await paste("ZITADEL");
      for (const user of users) expect(listed).toContain(user);
    });
  }
});
