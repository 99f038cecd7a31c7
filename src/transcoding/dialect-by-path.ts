import type { Dialect } from "./dialect.ts";
import { canonicalizeSegment } from "./percent-encoding.ts";
import { splitPath } from "./request-target.ts";

/** The dialect that answers for a path that no route has. */
export type DialectFinder = (segments: readonly string[]) => Dialect | undefined;

/**
 * Finds dialects by the beginning of a path; of several beginnings the longest counts. A beginning ends at a slash:
 * `/v2` is not one of `/v2beta`.
 */
export function createDialectFinder(dialects: ReadonlyMap<string, Dialect>): DialectFinder {
  const entries = [...dialects].map(([path, dialect]) => ({ beginning: splitPath(path) ?? [], dialect }));
  entries.sort((a, b) => b.beginning.length - a.beginning.length);
  return function findDialect(segments) {
    return entries.find(({ beginning }) => beginning.every((segment, i) => isSame(segment, segments[i])))?.dialect;
  };
}

function isSame(segment: string, other: string | undefined): boolean {
  return other !== undefined && (segment === other || segment === canonicalizeSegment(other));
}
