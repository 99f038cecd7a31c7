import { describe, expect, it } from "vitest";
import type { UserFilter } from "../storage/contract/index.ts";
import { assertUserFilters } from "./user-filters.ts";

const leaf: UserFilter = { kind: "type", type: "human" };
const nested = (depth: number): UserFilter => (depth === 0 ? leaf : { kind: "not", filter: nested(depth - 1) });
const id = (call: () => void): string => {
  try {
    call();
    return "accepted";
  } catch (error) {
    return error instanceof Error && "id" in error ? String(error.id) : String(error);
  }
};

describe("assertUserFilters()", () => {
  const cases: readonly { name: string; filters: readonly UserFilter[]; want: string }[] = [
    { name: "no filter", filters: [], want: "accepted" },
    { name: "a filter inside 20 others", filters: [nested(20)], want: "accepted" },
    { name: "a filter inside 21 others", filters: [leaf, nested(21)], want: "USER-zsQ97" },
    { name: "an empty or", filters: [{ kind: "or", filters: [] }], want: "GRPC-vR9nC" },
    {
      name: "an empty and inside an or",
      filters: [{ kind: "or", filters: [leaf, { kind: "and", filters: [] }] }],
      want: "GRPC-vR9nC",
    },
    { name: "an empty list of ids", filters: [{ kind: "ids", ids: [] }], want: "GRPC-vR9nC" },
    {
      name: "an empty list of emails",
      filters: [{ kind: "not", filter: { kind: "emails", emails: [] } }],
      want: "GRPC-vR9nC",
    },
  ];
  for (const { name, filters, want } of cases) {
    it(`answers ${want} to ${name}`, () => expect(id(() => assertUserFilters(filters))).toBe(want));
  }
});
