import { defineOption } from "./option.ts";
import { bearerToken, siteUrl } from "./value-types.ts";

/** Where a command finds a running server, instead of opening the storage itself, and who it is there. */
export const clientSettings = Object.freeze({
  /** The address of the server. */
  url: defineOption({
    flag: "url",
    env: "ROSTER_URL",
    type: siteUrl,
    default: undefined,
    description: "Address of a running server to do it through. Without it, the storage itself is opened.",
  }),
  /** The caller's token. Secret. */
  token: defineOption({
    flag: undefined,
    env: "ROSTER_TOKEN",
    type: bearerToken,
    default: undefined,
    description:
      "Token for that server. Has no flag: it is a secret. Without it, a server on this machine is called with the one in DIR/admin.token.",
  }),
});
