import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FaceName } from "../../src/faces/index.ts";
import { type AccountInTest, openAccount } from "../faces/ispring/account-in-test.ts";
import { projectFolder } from "../support/built-program.ts";
import { sqliteEngine } from "../support/engines.ts";
import { findPythonWith } from "../support/python.ts";

// Schemathesis makes requests from the documents, good ones and bad ones, and holds every answer against them.

const python = findPythonWith("schemathesis", "requests that Schemathesis makes from the OpenAPI documents");

/** What every answer is checked for: it must be as the document has it. */
const checks = [
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
];

/** Camunda answers many mistakes of callers with 500, and so does its interface here. Faults are seen in the log. */
const checksOf = (face: FaceName): string =>
  (face === "camunda" ? checks : ["not_a_server_error", ...checks]).join(",");

/** For how many seconds each face is asked. ZITADEL's has ten times as many operations as the others. */
const secondsByFace: Readonly<Record<FaceName, number>> = {
  zitadel: 30,
  roster: 5,
  adobe: 10,
  camunda: 10,
  ispring: 10,
};

/** Calls after which the caller could not call any more. */
const excluded = ["ManagementService_DeactivateOrg"];

describe.runIf(python !== undefined)("requests that Schemathesis makes", () => {
  let account: AccountInTest;
  beforeAll(async () => {
    account = await openAccount(sqliteEngine, { argv: ["--throttling", "off"] });
  });
  afterAll(() => account.close());

  const loginsByFace: Readonly<Record<FaceName, () => readonly string[]>> = {
    zitadel: () => header("authorization", `Bearer ${account.server.adminToken}`),
    roster: () => header("authorization", `Bearer ${account.server.adminToken}`),
    adobe: () => [...header("authorization", `Bearer ${account.server.adminToken}`), ...header("x-api-key", "admin")],
    camunda: () => ["--auth", `${account.admin.email}:${account.admin.password}`],
    ispring: () => Object.entries(account.admin.auth).flatMap(([name, value]) => header(name, value)),
  };

  for (const face of ["zitadel", "roster", "adobe", "camunda", "ispring"] as const) {
    it(`to ${face} are answered as documented, and never with a failure`, { timeout: 180_000 }, async () => {
      // One worker: several are threads, and in some releases of Python 3.11 and 3.12 the parser that Hypothesis calls fails
      // when another thread calls it meanwhile ("AST constructor recursion depth mismatch").
      const { code, stdout } = await run([
        join(projectFolder, "docs/openapi", `${face}.json`),
        ...["--url", account.server.url, "--phases", "examples,fuzzing", "--max-examples", "5"],
        ...["--max-time", String(secondsByFace[face]), "--seed", "1", "--workers", "1", "--no-shrink"],
        ...["--checks", checksOf(face), "--suppress-health-check", "all", "--warnings", "off", "--no-color"],
        ...excluded.flatMap((id) => ["--exclude-operation-id", id]),
        ...loginsByFace[face](),
      ]);
      expect({ code, stdout: code === 0 ? "" : stdout }).toEqual({ code: 0, stdout: "" });
      expect(account.server.errorLines).toEqual([]);
      expect(Number(/(\d+) passed/.exec(stdout)?.[1])).toBeGreaterThan(0);
    });
  }
});

const header = (name: string, value: string): readonly string[] => ["--header", `${name}:${value}`];

/** Runs it; `code` is its exit code. */
async function run(args: readonly string[]): Promise<{ readonly code: number; readonly stdout: string }> {
  try {
    const options = { maxBuffer: 2 ** 26, cwd: "/tmp" };
    const { stdout } = await promisify(execFile)(python ?? "", ["-m", "schemathesis.cli", "run", ...args], options);
    return { code: 0, stdout };
  } catch (error) {
    // What execFile() rejects with when the program was not content.
    const { code, stdout } = error as { readonly code: number; readonly stdout: string };
    return { code, stdout };
  }
}
