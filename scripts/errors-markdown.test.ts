import { expect, it } from "vitest";
import { errorCatalogue } from "../src/directory/error-catalogue.ts";
import type { ErrorName } from "../src/directory/errors.ts";
import { toReason } from "../src/interceptors/error-reason.ts";
import { renderErrors } from "./errors-markdown.ts";

const rows = renderErrors()
  .split("\n")
  .filter((line) => line.startsWith("| `"));

it("lists every error of the catalogue once, with its id", () => {
  const names = Object.keys(errorCatalogue) as readonly ErrorName[];
  const shown = rows.map((row) => row.split(" | ").slice(0, 2).join(" | ").trimEnd());
  const wanted = names.map((name) => {
    const { id } = errorCatalogue[name];
    return `| \`${toReason(name)}\` | ${id === "" ? "" : `\`${id}\``}`.trimEnd();
  });
  expect([...shown].sort()).toEqual([...wanted].sort());
});

it("says of each kind which code and status it has", () => {
  expect(renderErrors()).toContain("## FAILED_PRECONDITION: gRPC 9, HTTP 400");
  expect(renderErrors()).toContain("## ALREADY_EXISTS: gRPC 6, HTTP 409");
});
