import { errorCatalogue } from "../../src/directory/error-catalogue.ts";
import type { ErrorName } from "../../src/directory/errors.ts";
import type { CallError } from "../support/clients/index.ts";

/** Keeps account of the catalogue's errors that calls were answered with. */
export interface ErrorLedger {
  record(error: CallError): void;
  /** Names of the catalogue's errors that no call was answered with. */
  listUnseen(): readonly ErrorName[];
}

/** An empty ledger. */
export function createErrorLedger(): ErrorLedger {
  const seen = new Set<ErrorName>();
  return {
    record({ message }) {
      const name = nameByMessage.get(message);
      if (name !== undefined) seen.add(name);
    },
    listUnseen: () => errorNames.filter((name) => !seen.has(name)),
  };
}

const isErrorName = (name: string): name is ErrorName => Object.hasOwn(errorCatalogue, name);

const errorNames: readonly ErrorName[] = Object.keys(errorCatalogue).filter(isErrorName);

/** Several errors share an id; id and text together are one error's own. */
const nameByMessage: ReadonlyMap<string, ErrorName> = new Map(
  errorNames.map((name) => {
    const { id, text } = errorCatalogue[name];
    return [id === "" ? text : `${text} (${id})`, name];
  }),
);
