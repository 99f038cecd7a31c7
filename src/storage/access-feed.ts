import type { AccessChange, AccessChanges, AccessListener } from "./contract/access-changes.ts";
import type { UserId } from "./contract/ids.ts";

/** Tells those who listen of changes to access; same for both engines. */
export interface AccessFeed extends Pick<AccessChanges, "subscribe"> {
  tell(change: AccessChange | undefined): void;
}

/** A feed that nobody listens to yet. */
export function createAccessFeed(): AccessFeed {
  const listeners = new Set<AccessListener>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(change) {
      if (change === undefined) return;
      for (const listener of listeners) listener(change);
    },
  };
}

/** Gathers what one command changes. */
export interface AccessMarks {
  mark(of: UserId | "everybody"): void;
  /** What was marked; `undefined` when nothing was. */
  change(): AccessChange | undefined;
}

/** No marks: most commands make none. Without a getter: V8 keeps one of an object's own, and what it sees, for long. */
export function createAccessMarks(): AccessMarks {
  let users: Set<UserId> | undefined;
  let isEverybody = false;
  return {
    mark(of) {
      if (of === "everybody") {
        isEverybody = true;
        return;
      }
      users ??= new Set();
      users.add(of);
    },
    change: () => (isEverybody ? "everybody" : users),
  };
}

/** What the commands of one commit change together; `undefined` when that is nothing. */
export function joinAccessChanges(changes: readonly (AccessChange | undefined)[]): AccessChange | undefined {
  const some = changes.filter((change) => change !== undefined);
  if (some.length <= 1) return some[0];
  const users = new Set<UserId>();
  for (const change of some) {
    if (change === "everybody") return change;
    for (const id of change) users.add(id);
  }
  return users;
}
