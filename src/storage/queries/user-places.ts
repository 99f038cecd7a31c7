import { everyOrg } from "../contract/scope.ts";
import type { UserListQuery, UserSortColumn } from "../contract/users.ts";
import type { PageStart, UserListRow, UserPlace } from "./user-list.ts";

/** What is remembered of a list. */
export interface KnownList {
  /** How many users it had. */
  readonly total: number;
  /** The start at the last known place that is not after the page; `undefined` when there is none. */
  readonly start: Extract<PageStart, { readonly kind: "user" }> | undefined;
}

/**
 * Remembers where the pages of lists without filters began and ended.
 *
 * Who reads a long list page by page begins each where the one before ended. A place is bound to the list's stamp, so
 * one that is no longer right is not used. Only what was read outside of a command may be remembered: what a command
 * reads can be undone.
 */
export interface UserPlaces {
  /** What is known of this list; `undefined` of one that was not read lately. */
  find(query: UserListQuery): KnownList | undefined;
  /** Remembers what `userListQuery` answered. */
  remember(query: UserListQuery, rows: readonly UserListRow[]): void;
}

/** Lists that are remembered, and places of each: some 5 MB when all are used. */
const listsMax = 64;
const placesMax = 512;

/** What a list is sorted by that no change of a user changes. */
const fixedColumns: ReadonlySet<UserSortColumn> = new Set(["id", "creationTime"]);

interface List {
  readonly stamp: number;
  readonly total: number;
  /** By position, in the order in which they were read. */
  readonly places: Map<number, UserPlace>;
}

/** An empty memory, for one storage. */
export function createUserPlaces(): UserPlaces {
  const lists = new Map<string, List>();
  return {
    find(query) {
      const list = lists.get(keyOf(query));
      if (list === undefined) return undefined;
      const place = nearest(list.places, query.page.offset);
      return { total: list.total, start: place && { kind: "user", stamp: list.stamp, place } };
    },
    remember(query, rows) {
      const [first] = rows;
      if (first === undefined) return;
      const key = keyOf(query);
      const known = lists.get(key);
      const list =
        known?.stamp === first.stamp && known.total === first.total
          ? known
          : { stamp: first.stamp, total: first.total, places: new Map<number, UserPlace>() };
      set(lists, key, list, listsMax);
      if (query.scope === everyOrg || !fixedColumns.has(query.sortBy)) return;
      for (const index of [0, rows.length - 1]) {
        const place = placeOf(rows[index], query.page.offset + index);
        if (place !== undefined) set(list.places, place.position, place, placesMax);
      }
    },
  };
}

const keyOf = ({ scope, sortBy, isAscending }: UserListQuery): string =>
  `${sortBy} ${isAscending} ${scope === everyOrg ? everyOrg : scope.orgId}`;

function placeOf(row: UserListRow | undefined, position: number): UserPlace | undefined {
  if (row === undefined || row.id === null || row.creation_time_us === null) return undefined;
  return { position, id: row.id, creationTimeUs: row.creation_time_us };
}

function nearest(places: ReadonlyMap<number, UserPlace>, offset: number): UserPlace | undefined {
  let found: UserPlace | undefined;
  for (const place of places.values()) {
    if (place.position <= offset && place.position > (found?.position ?? -1)) found = place;
  }
  return found;
}

/** Makes the entry the newest, and forgets the oldest when there are too many. */
function set<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, entriesMax: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= entriesMax) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
