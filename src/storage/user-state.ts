import type { UserState } from "./contract/users.ts";

/** ZITADEL's numbers of the states, by which lists sort: the column holds them, so that an index serves. */
const codes = { active: 1, inactive: 2, locked: 4, initial: 6 } as const satisfies Record<UserState, number>;

/** A state as its column holds it. */
export type UserStateCode = (typeof codes)[UserState];

/** The code of a state. */
export const toUserStateCode = (state: UserState): UserStateCode => codes[state];

/** The state of a code. */
export function fromUserStateCode(code: UserStateCode): UserState {
  switch (code) {
    case codes.active:
      return "active";
    case codes.inactive:
      return "inactive";
    case codes.locked:
      return "locked";
    case codes.initial:
      return "initial";
  }
}
