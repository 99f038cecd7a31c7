import type { UserState } from "../storage/contract/index.ts";

/** Whether a user in this state may log in, and calls with its tokens are let in. */
export function canLogIn(state: UserState): boolean {
  switch (state) {
    case "active":
    case "initial":
      return true;
    case "inactive":
    case "locked":
      return false;
  }
}
