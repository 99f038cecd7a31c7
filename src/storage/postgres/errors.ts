import postgres from "postgres";
import { uniqueRules } from "../constraints.ts";
import { ConstraintError, StorageUnavailableError } from "../contract/errors.ts";

/**
 * The connection is gone, or of no more use. What was sent on it and not answered may or may not have been done.
 * Never leaves this engine.
 */
export class ConnectionLostError extends Error {
  override readonly name = "ConnectionLostError";
}

/**
 * The server gave up the transaction so that others could go on; the same commands may well succeed when run again.
 * Never leaves this engine.
 */
export class TransactionRefusedError extends Error {
  override readonly name = "TransactionRefusedError";
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const sqlState = {
  uniqueViolation: "23505",
  foreignKeyViolation: "23503",
  serializationFailure: "40001",
  deadlockDetected: "40P01",
  lockNotAvailable: "55P03",
  queryCanceled: "57014",
  readOnlyTransaction: "25006",
  featureNotSupported: "0A000",
} as const;

/** The error that a failed statement means: one of the contract, one of the two above, or itself when it is a bug. */
export function statementError(error: unknown): unknown {
  if (!(error instanceof postgres.PostgresError)) {
    return new ConnectionLostError(`the connection to PostgreSQL broke: ${messageOf(error)}`, { cause: error });
  }
  if (error.severity === "FATAL" || error.severity === "PANIC" || /^(08|57P0)/.test(error.code)) {
    return new ConnectionLostError(`PostgreSQL ended the connection: ${error.message}`, { cause: error });
  }
  switch (error.code) {
    case sqlState.uniqueViolation: {
      const rule = uniqueRules.find((candidate) => candidate.index === error.constraint_name);
      return rule === undefined ? error : new ConstraintError(rule.constraint, { cause: error });
    }
    case sqlState.foreignKeyViolation:
      return new ConstraintError("reference", { cause: error });
    case sqlState.serializationFailure:
    case sqlState.deadlockDetected:
    case sqlState.lockNotAvailable:
      return new TransactionRefusedError(`PostgreSQL gave up the transaction: ${error.message}`, { cause: error });
    case sqlState.featureNotSupported:
      // Another process changed the tables; prepared statements are made anew on a new connection.
      return error.message.includes("cached plan")
        ? new ConnectionLostError("the tables changed under a prepared statement", { cause: error })
        : error;
    case sqlState.readOnlyTransaction:
      return new ConnectionLostError("this PostgreSQL server is read-only, as a replica is", { cause: error });
    case sqlState.queryCanceled:
      return new StorageUnavailableError(`PostgreSQL canceled the statement: ${error.message}`, { cause: error });
    default:
      // Class 53: out of disk, memory or connections.
      return error.code.startsWith("53")
        ? new StorageUnavailableError(`PostgreSQL lacks resources: ${error.message}`, { cause: error })
        : error;
  }
}

/** The text of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
