import { describe, expect, it } from "vitest";
import {
  CommitOutcomeUnknownError,
  ConstraintError,
  StorageUnavailableError,
  UnstorableTextError,
} from "../storage/contract/index.ts";
import { type ErrorEntry, errorCatalogue } from "./error-catalogue.ts";
import { DomainError, type ErrorName, findDomainError } from "./errors.ts";

const entries = Object.entries(errorCatalogue) as [ErrorName, ErrorEntry][];

describe("errorCatalogue", () => {
  for (const [name, entry] of entries) {
    it(`${name} has an id of ZITADEL's form or none, a key, and a text of its own`, () => {
      expect(entry.id).toMatch(/^([A-Za-z0-9]+-[A-Za-z0-9]+)?$/);
      expect(entry.key).not.toBe("");
      expect(entry.text).not.toBe("");
      if (entry.id !== "") expect(entry.text).not.toBe(entry.key);
    });
  }

  it("tells errors that share an id apart by their text", () => {
    const facts = entries.filter(([, { id }]) => id !== "").map(([, { id, text }]) => `${text} (${id})`);
    expect(facts.filter((fact, index) => facts.indexOf(fact) !== index)).toEqual([]);
  });
});

describe("findDomainError()", () => {
  const cases = [
    { name: "a DomainError", thrown: new DomainError("profileNotChanged"), want: "COMMAND-2M0fs" },
    {
      name: "StorageUnavailableError",
      thrown: new StorageUnavailableError("away"),
      want: errorCatalogue.databaseUnavailable.key,
    },
    {
      name: "CommitOutcomeUnknownError",
      thrown: new CommitOutcomeUnknownError("cut"),
      want: errorCatalogue.outcomeUnknown.key,
    },
    {
      name: "UnstorableTextError",
      thrown: new UnstorableTextError("U+0000"),
      want: errorCatalogue.textUnstorable.key,
    },
    {
      name: "ConstraintError, which a command must have named",
      thrown: new ConstraintError("user-name"),
      want: undefined,
    },
    { name: "a TypeError", thrown: new TypeError("x is not a function"), want: undefined },
    { name: "a thrown text", thrown: "boom", want: undefined },
  ];
  for (const { name, thrown, want } of cases) {
    it(`answers ${want ?? "nothing"} for ${name}`, () => {
      const found = findDomainError(thrown);
      expect(found?.id === "" ? found.key : found?.id).toBe(want);
    });
  }
});
