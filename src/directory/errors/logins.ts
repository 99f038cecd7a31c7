import type { ErrorEntry } from "./entry.ts";

/** Errors about logins with a password. ZITADEL's interfaces have none, so there are no ids of its own. */
export const loginErrors = {
  basicInvalid: {
    kind: "unauthenticated",
    id: "",
    key: "Errors.User.UsernameOrPassword.Invalid",
    text: "Send a user name and its password by HTTP Basic. After wrong ones even the right password is refused for a while",
  },
  loginsBusy: {
    kind: "unavailable",
    id: "",
    key: "Errors.Login.Busy",
    text: "Too many logins are being checked at this moment. Try again",
  },
} as const satisfies Record<string, ErrorEntry>;
