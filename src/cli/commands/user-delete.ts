import { defineOption } from "../../config/option.ts";
import { toggle } from "../../config/value-types.ts";
import { type CommandCall, defineCommand } from "../command.ts";
import { directoryOptions, withDirectory } from "../directory-client.ts";
import { forPeople } from "../for-people.ts";
import { findUser, userArgument } from "../users.ts";

/** `roster user delete`. */
export const userDeleteCommand = defineCommand({
  description:
    "Removes a user with all that is its own, its grants and its memberships. Its history stays. On a terminal it asks before.",
  arguments: [userArgument],
  options: {
    yes: defineOption({ flag: "yes", type: toggle, default: false, description: "Do not ask." }),
    ...directoryOptions,
  },
  examples: [{ line: "roster user delete gigi.giraffe --yes", does: "In a script" }],
  run: (call) =>
    withDirectory(call, async (client) => {
      const [loginOrId = ""] = call.arguments;
      const { userId, username } = await findUser(client, loginOrId);
      if (!call.values.yes) await confirm(call, username);
      await client.users.deleteUser({ userId });
      call.io.err(`${username} (${userId}) was removed.`);
      return 0;
    }),
});

async function confirm({ openInput }: Pick<CommandCall<never>, "openInput">, userName: string): Promise<void> {
  const input = await openInput();
  if (!input.isTerminal) throw forPeople("Nobody can be asked here: say --yes.");
  const answer = await input.ask(`Remove ${userName} for good? Type the user name: `);
  if (answer.trim() !== userName) throw forPeople("That is not the name; nothing was changed.");
}
