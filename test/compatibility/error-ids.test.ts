import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorCatalogue } from "../../src/directory/error-catalogue.ts";
import type { ErrorName } from "../../src/directory/errors.ts";

// Programs branch on kind and id. The cases compare answers with the catalogue, so here the catalogue is compared with
// what was released: an entry may be added to the file, and none may change.

const released = readFileSync(new URL("error-ids.tsv", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => line.split("\t"));

const entries: ReadonlyMap<string, (typeof errorCatalogue)[ErrorName]> = new Map(Object.entries(errorCatalogue));

describe("the errors that were released", () => {
  it("are many", () => expect(released.length).toBeGreaterThan(200));

  it.each(released)("%s is still %s with the id %s", (name, kind, id) => {
    const entry = entries.get(name ?? "");
    expect({ kind: entry?.kind, id: entry?.id }).toEqual({ kind, id });
  });
});
