import { defineOption } from "../../config/option.ts";
import { toggle } from "../../config/value-types.ts";
import { defineCommand } from "../command.ts";
import { directoryOptions, withDirectory } from "../directory-client.ts";
import { readNewPassword } from "../password.ts";
import { findUser, userArgument } from "../users.ts";

/** `roster user set-password`. */
export const userSetPasswordCommand = defineCommand({
  description:
    "Gives a human a new password: it is asked for on a terminal, and else the first line of standard input. It has to meet the password policy.",
  arguments: [userArgument],
  options: {
    changeRequired: defineOption({
      flag: "change-required",
      type: toggle,
      default: false,
      description: "The human has to change it at the next login.",
    }),
    ...directoryOptions,
  },
  examples: [{ line: "roster user set-password gigi < new-password", does: "From a file" }],
  run: async (call) => {
    const password = await readNewPassword(await call.openInput());
    return withDirectory(call, async (client) => {
      const [loginOrId = ""] = call.arguments;
      const { userId, username } = await findUser(client, loginOrId);
      const newPassword = { password, changeRequired: call.values.changeRequired };
      await client.users.setPassword({ userId, newPassword });
      call.io.err(`${username} (${userId}) has a new password.`);
      return 0;
    });
  },
});
