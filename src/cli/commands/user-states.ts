import type { RosterClient } from "../../client/index.ts";
import { defineCommand } from "../command.ts";
import { directoryOptions, withDirectory } from "../directory-client.ts";
import { findUser, userArgument } from "../users.ts";

interface Transition {
  readonly description: string;
  /** What the user is afterwards. */
  readonly state: string;
  readonly apply: (client: RosterClient, userId: string) => Promise<unknown>;
}

const transitionCommand = ({ description, state, apply }: Transition) =>
  defineCommand({
    description,
    arguments: [userArgument],
    options: directoryOptions,
    run: (call) =>
      withDirectory(call, async (client) => {
        const [loginOrId = ""] = call.arguments;
        const { userId, username } = await findUser(client, loginOrId);
        await apply(client, userId);
        call.io.err(`${username} (${userId}) is ${state}.`);
        return 0;
      }),
  });

/** `roster user deactivate`. */
export const userDeactivateCommand = transitionCommand({
  description: "Makes a user inactive: it cannot log in, and all its tokens end for good.",
  state: "inactive",
  apply: ({ users }, userId) => users.deactivateUser({ userId }),
});

/** `roster user reactivate`. */
export const userReactivateCommand = transitionCommand({
  description: "Makes an inactive user active. Its tokens do not come back.",
  state: "active",
  apply: ({ users }, userId) => users.reactivateUser({ userId }),
});

/** `roster user lock`. */
export const userLockCommand = transitionCommand({
  description: "Locks a user: it cannot log in, and all its tokens end for good.",
  state: "locked",
  apply: ({ users }, userId) => users.lockUser({ userId }),
});

/** `roster user unlock`. */
export const userUnlockCommand = transitionCommand({
  description: "Unlocks a user, also one that too many wrong passwords have locked.",
  state: "active",
  apply: ({ users }, userId) => users.unlockUser({ userId }),
});
