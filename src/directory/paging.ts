import type { Page, PageOf } from "../storage/contract/index.ts";
import { DomainError } from "./errors.ts";

/** Most entries that a list answers at once, and what a limit of 0 stands for. */
export const maxListLimit = 1000;

/** The number of entries to answer; `limitExceeded` above 1000. */
export function verifyLimit(limit: number): number {
  if (limit > maxListLimit) throw new DomainError("limitExceeded");
  return limit === 0 ? maxListLimit : limit;
}

/** Every entry of a list, read in as many pages as it takes. */
export async function listEvery<Item>(list: (page: Page) => Promise<PageOf<Item>>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for (;;) {
    const { items, total } = await list({ offset: all.length, limit: maxListLimit });
    all.push(...items);
    if (items.length === 0 || all.length >= total) return all;
  }
}

/** The page that was asked for; `limitExceeded` above 1000 entries. */
export const verifyPage = (page: Page): Page => ({ offset: page.offset, limit: verifyLimit(page.limit) });
