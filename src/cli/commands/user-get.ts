import { defineCommand } from "../command.ts";
import { directoryOptions, withDirectory } from "../directory-client.ts";
import { outputOptions, printFacts } from "../output.ts";
import { factsOfUser, findUser, userArgument } from "../users.ts";

/** `roster user get`. */
export const userGetCommand = defineCommand({
  description: "Shows a user.",
  arguments: [userArgument],
  options: { ...outputOptions, ...directoryOptions },
  examples: [{ line: "roster user get gigi.giraffe --json", does: "For a program" }],
  run: (call) =>
    withDirectory(call, async (client) => {
      const [loginOrId = ""] = call.arguments;
      printFacts(call.io, factsOfUser(await findUser(client, loginOrId)), call.values.json);
      return 0;
    }),
});
