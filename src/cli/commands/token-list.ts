import { defineOption } from "../../config/option.ts";
import { name } from "../../config/value-types.ts";
import { defineCommand } from "../command.ts";
import { directoryOptions, withDirectory } from "../directory-client.ts";
import { type Facts, outputOptions, printList } from "../output.ts";
import { factsOfToken, readTokens } from "../tokens.ts";

/** `roster token list`. */
export const tokenListCommand = defineCommand({
  description:
    "Lists personal access tokens with their owners and their ends. The tokens themselves are not shown: only their hashes are kept.",
  options: {
    user: defineOption({
      flag: "user",
      type: name("USER"),
      default: undefined,
      description: "Login name or id of the machine whose tokens to list. Without it, those of every machine.",
    }),
    ...outputOptions,
    ...directoryOptions,
  },
  examples: [{ line: "roster token list --user deployer --json", does: "Those of one machine, for a program" }],
  run: (call) =>
    withDirectory(call, async (client) => {
      const tokens: Facts[] = [];
      for await (const found of readTokens(client, call.values.user)) tokens.push(factsOfToken(found));
      const columns = { ID: "id", USER: "user", "USER ID": "userId", CREATED: "created", EXPIRES: "expires" };
      printList(call.io, tokens, columns, call.values.json);
      return 0;
    }),
});
