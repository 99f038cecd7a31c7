import type { UserFilter } from "../storage/contract/index.ts";
import { DomainError } from "./errors.ts";

const maxFilterDepth = 20;

/**
 * Refuses filters inside more than 20 others (`filterTooDeep`) and empty ones (`filterInvalid`). A filter that is inside
 * no other is at depth 0, as ZITADEL counts.
 */
export function assertUserFilters(filters: readonly UserFilter[], depth = 0): void {
  if (filters.length > 0 && depth > maxFilterDepth) throw new DomainError("filterTooDeep");
  for (const filter of filters) assertFilter(filter, depth);
}

function assertFilter(filter: UserFilter, depth: number): void {
  switch (filter.kind) {
    case "and":
    case "or":
      if (filter.filters.length === 0) throw new DomainError("filterInvalid");
      assertUserFilters(filter.filters, depth + 1);
      return;
    case "not":
      assertUserFilters([filter.filter], depth + 1);
      return;
    case "ids":
    case "orgs":
      if (filter.ids.length === 0) throw new DomainError("filterInvalid");
      return;
    case "emails":
      if (filter.emails.length === 0) throw new DomainError("filterInvalid");
      return;
    case "text":
    case "state":
    case "type":
    case "group":
    case "role":
    case "none":
      return;
  }
}
