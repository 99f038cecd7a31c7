import { afterEach, expect } from "vitest";
import {
  ConstraintError,
  type ConstraintName,
  type Storage,
  type Transaction,
} from "../../../src/storage/contract/index.ts";
import type { TestEngine } from "../../support/engines.ts";

/** Opens a storage for the test that calls it; it is closed after the test. */
export type OpenStorage = () => Promise<Storage>;

/** An opener for the tests of a group. */
export function createOpener(engine: TestEngine): OpenStorage {
  const opened: Storage[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((storage) => storage.close()));
  });
  return async () => {
    const storage = await engine.open();
    opened.push(storage);
    return storage;
  };
}

/** Runs the function as a command without keys. */
export const inCommand = <Result>(storage: Storage, run: (tx: Transaction) => Promise<Result>): Promise<Result> =>
  storage.command({ keys: [], run });

/** The command must fail with ConstraintError of this name. */
export async function expectConstraint(failing: Promise<unknown>, constraint: ConstraintName): Promise<void> {
  const error: unknown = await failing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConstraintError);
  expect(error).toMatchObject({ constraint });
}
