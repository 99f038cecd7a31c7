import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { RosterClient } from "../../client/index.ts";
import { defineOption } from "../../config/option.ts";
import { duration, name } from "../../config/value-types.ts";
import { defineCommand } from "../command.ts";
import { directoryOptions, withDirectory } from "../directory-client.ts";
import { forPeople } from "../for-people.ts";
import { outputOptions, printFacts } from "../output.ts";
import { factsOfUser, findUser, orgIdOf } from "../users.ts";

/** `roster token create`. */
export const tokenCreateCommand = defineCommand({
  description:
    "Makes a personal access token for a machine, and prints it alone on standard output. It is shown this once: only its hash is kept.\n\nWithout --user it is one for the caller: the administrator, when the storage is opened without a server. So this is what helps when the file with the administrator's token is lost.",
  options: {
    user: defineOption({
      flag: "user",
      type: name("USER"),
      default: undefined,
      description: "Login name or id of the machine. Without it, the caller.",
    }),
    expires: defineOption({
      flag: "expires",
      type: duration,
      default: undefined,
      description: "How long it is good, such as 12h, 30d or 1y. Without it, for ever.",
    }),
    ...outputOptions,
    ...directoryOptions,
  },
  examples: [
    { line: "roster token create --data /var/lib/roster", does: "The administrator's token is lost (server stopped)" },
    { line: "roster token create --user deployer --expires 30d > deployer.token", does: "One for a machine" },
  ],
  run: (call) =>
    withDirectory(call, async (client) => {
      const { user: loginOrId, expires, json } = call.values;
      const user = await findUser(client, loginOrId ?? (await findCallerId(client)));
      const { userName, kind, state } = factsOfUser(user);
      if (kind !== "machine") {
        throw forPeople(
          `${userName} is a human, and tokens are for machines: "roster user create NAME --machine" makes one.`,
        );
      }
      const endMs = expires === undefined ? undefined : Date.now() + expires;
      const made = await client.with({ orgId: orgIdOf(user) }).management.addPersonalAccessToken({
        userId: user.userId,
        ...(endMs === undefined ? {} : { expirationDate: timestampFromMs(endMs) }),
      });
      const ends = endMs === undefined ? "never" : new Date(endMs).toISOString();
      if (json) printFacts(call.io, { id: made.tokenId, token: made.token, userId: user.userId, expires: ends }, true);
      else call.io.out(made.token);
      call.io.err(`Token ${made.tokenId} of ${userName}, which ends: ${ends}. It is not shown again.`);
      if (state !== "active") {
        call.io.err(
          `${userName} is ${state}, so it is refused for now: see "roster user reactivate" and "roster user unlock".`,
        );
      }
      return 0;
    }),
});

async function findCallerId({ auth }: RosterClient): Promise<string> {
  const { user } = await auth.getMyUser({});
  return user?.id ?? "";
}
