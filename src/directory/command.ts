import { type Command, ConstraintError, type ConstraintName } from "../storage/contract/index.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError, type ErrorName } from "./errors.ts";

/** Which catalogue error a broken table rule stands for in one command. */
export type ConstraintErrors = Partial<Record<ConstraintName, ErrorName>>;

/**
 * The result of a command once it is durable.
 *
 * A ConstraintError that `constraintErrors` names becomes that DomainError: unique rules are checked by the database
 * alone, because only it sees every other writer.
 */
export async function runCommand<Result>(
  dependencies: Dependencies,
  command: Command<Result>,
  constraintErrors: ConstraintErrors = {},
): Promise<Result> {
  try {
    return await dependencies.storage.command(command);
  } catch (error) {
    const name = error instanceof ConstraintError ? constraintErrors[error.constraint] : undefined;
    throw name === undefined ? error : new DomainError(name, { cause: error });
  }
}
