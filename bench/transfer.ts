import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { DatabaseSync } from "@photostructure/sqlite";
import { buildPrograms } from "./build.ts";
import { ensureFixture } from "./fixtures.ts";
import { cacheFolder } from "./lab.ts";

const usage = `npm run bench -- transfer [flags]

  --users N        users in the directory, each with an event (default 1,000,000)

Measures roster export and roster import on SQLite, and fails when one takes more than 120 s or 300 MB.
`;

/** The time is promised for a million users; fewer have as much. */
const maxSeconds = 120;
const maxMb = 300;

/** How long a run took, and the most memory it had, of 10^6 bytes. */
interface Run {
  readonly seconds: number;
  readonly peakMb: number;
  /** What it said about the rows. */
  readonly summary: string;
}

/** Exports a large directory and imports it, and prints seconds and peak memory. Throws when a promise is not kept. */
export async function runTransfer(
  args: readonly string[],
  projectFolder: string,
  say: (text: string) => void,
): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { users: { type: "string" }, help: { type: "boolean" } },
  });
  if (values.help === true) return say(usage);
  const userCount = Number(values.users ?? "1000000");
  if (!Number.isSafeInteger(userCount) || userCount < 2) throw new Error(`--users takes a number, not ${values.users}`);
  const { roster } = await buildPrograms(projectFolder);
  mkdirSync(cacheFolder(), { recursive: true });
  const root = mkdtempSync(join(cacheFolder(), "run-"));
  try {
    const [data, copy, file] = [join(root, "data"), join(root, "copy"), join(root, "export.ndjson")];
    await writeDirectory(data, userCount, say);
    const exported = await measure([roster, "export", file, "--data", data]);
    say(render("export", exported));
    say(`  the file has ${(statSync(file).size / 1_000_000).toFixed(0)} MB`);
    const imported = await measure([roster, "import", file, "--data", copy]);
    say(render("import", imported));
    const broken = [exported, imported].filter(({ seconds, peakMb }) => seconds > maxSeconds || peakMb > maxMb);
    if (broken.length > 0) throw new Error(`more than ${maxSeconds} s or ${maxMb} MB`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** A copy of the bench's directory of so many users, with the event of each, which that one lacks. */
async function writeDirectory(folder: string, userCount: number, say: (text: string) => void): Promise<void> {
  const fixture = await ensureFixture(userCount, say);
  cpSync(fixture.folder, folder, { recursive: true });
  const database = new DatabaseSync(join(folder, "roster.db"));
  database.exec("PRAGMA synchronous = OFF");
  database.exec(`INSERT INTO events
    SELECT 'user', id, 1, 'user.human.added', org_id, (SELECT admin_user_id FROM instance), 'zitadel', creation_time_us,
      json_object('userName', user_name, 'firstName', first_name, 'lastName', last_name, 'nickName', nick_name,
        'displayName', display_name, 'preferredLanguage', preferred_language, 'email', email), NULL
    FROM users WHERE id NOT IN (SELECT aggregate_id FROM events WHERE aggregate_type = 'user')`);
  database.close();
}

async function measure(command: readonly string[]): Promise<Run> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [...command], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  let peakMb = 0;
  // The most that it ever had is in the file until it ends.
  const look = setInterval(() => {
    peakMb = Math.max(peakMb, readPeakMb(child.pid ?? 0));
  }, 20);
  const [code] = await once(child, "close");
  clearInterval(look);
  const seconds = (performance.now() - startMs) / 1_000;
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}\n${said}`);
  const summary = said.split("\n").find((line) => /: [\d,]+ rows in /.test(line)) ?? "";
  return { seconds, peakMb, summary: /: ([\d,]+ rows)/.exec(summary)?.[1] ?? said };
}

function readPeakMb(pid: number): number {
  const file = `/proc/${pid}/status`;
  if (!existsSync(file)) return 0;
  try {
    const kib = /VmHWM:\s+(\d+) kB/.exec(readFileSync(file, "utf8"))?.[1];
    return (Number(kib ?? 0) * 1_024) / 1_000_000;
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}

const render = (name: string, { seconds, peakMb, summary }: Run): string =>
  `${name}  ${summary}  ${seconds.toFixed(1)} s  ${peakMb.toFixed(0)} MB at most`;
