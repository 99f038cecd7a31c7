/** How a check ended. */
export type CheckStatus = "ok" | "warning" | "failed" | "skipped";

/** What a check has found. */
export interface Finding {
  readonly status: CheckStatus;
  /** What is the case, in a sentence. */
  readonly found: string;
  /** What to change, where something is to be changed. */
  readonly advice?: string;
}

/** Something that is looked at. */
export interface Check {
  /** What it is called in the list, in a few words. */
  readonly name: string;
  /** When it fails, those behind it can tell nothing and are left out. Default: they can. */
  readonly isEssential?: boolean;
  run(): Promise<Finding>;
}

/** A check with what it has found. */
export interface CheckResult extends Finding {
  readonly name: string;
}

/** All is well. */
export const ok = (found: string): Finding => ({ status: "ok", found });

/** It works, and may not for long, or not for everybody. */
export const warning = (found: string, advice: string): Finding => ({ status: "warning", found, advice });

/** It does not work. */
export const failed = (found: string, advice: string): Finding => ({ status: "failed", found, advice });

/** It was not looked at, for this reason. */
export const skipped = (found: string): Finding => ({ status: "skipped", found });

/** Runs checks one after another. One that throws has failed, with the error's message. */
export async function runChecks(checks: readonly Check[]): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  let missing: string | undefined;
  for (const { name, isEssential, run } of checks) {
    const finding = missing === undefined ? await runOne(run) : skipped(`It needs what "${missing}" looks for.`);
    if (isEssential && finding.status === "failed") missing ??= name;
    results.push({ name, ...finding });
  }
  return results;
}

const runOne = (run: Check["run"]): Promise<Finding> =>
  run().catch((error: unknown) =>
    failed(error instanceof Error ? error.message : String(error), "look for the cause in the message"),
  );
