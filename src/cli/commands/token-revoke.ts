import type { RosterClient } from "../../client/index.ts";
import { defineOption } from "../../config/option.ts";
import { name } from "../../config/value-types.ts";
import { defineCommand } from "../command.ts";
import { directoryOptions, withDirectory } from "../directory-client.ts";
import { forPeople } from "../for-people.ts";
import { readTokens, type TokenOfUser } from "../tokens.ts";
import { orgIdOf } from "../users.ts";

/** `roster token revoke`. */
export const tokenRevokeCommand = defineCommand({
  description: "Ends a personal access token: the very next call with it is refused.",
  arguments: [{ name: "TOKEN-ID", description: 'Id of the token, as "roster token list" shows it.' }],
  options: {
    user: defineOption({
      flag: "user",
      type: name("USER"),
      default: undefined,
      description: "Login name or id of its owner. Without it, every machine is looked through.",
    }),
    ...directoryOptions,
  },
  examples: [
    { line: "roster token revoke 230193571044524033", does: "End a token that was seen where it should not be" },
  ],
  run: (call) =>
    withDirectory(call, async (client) => {
      const [id = ""] = call.arguments;
      const { user } = await findToken(client, id, call.values.user);
      await client
        .with({ orgId: orgIdOf(user) })
        .management.removePersonalAccessToken({ userId: user.userId, tokenId: id });
      call.io.err(`Token ${id} of ${user.username} has ended.`);
      return 0;
    }),
});

async function findToken(client: RosterClient, id: string, loginOrId: string | undefined): Promise<TokenOfUser> {
  for await (const found of readTokens(client, loginOrId)) if (found.token.id === id) return found;
  throw forPeople(`There is no token with the id ${JSON.stringify(id)}; "roster token list" shows them.`);
}
