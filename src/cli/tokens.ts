import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { PersonalAccessToken } from "../../gen/zitadel/user/v1/user_pb.ts";
import { Type } from "../../gen/zitadel/user/v2/query_pb.ts";
import type { User } from "../../gen/zitadel/user/v2/user_pb.ts";
import type { RosterClient } from "../client/index.ts";
import type { Facts } from "./output.ts";
import { readPages } from "./pages.ts";
import { findUser, orgIdOf } from "./users.ts";

/** A token with the machine that it is of. */
export interface TokenOfUser {
  readonly token: PersonalAccessToken;
  readonly user: User;
}

/** The personal access tokens of one user, or, when none is named, of every machine, one after another. */
export async function* readTokens(client: RosterClient, loginOrId: string | undefined): AsyncGenerator<TokenOfUser> {
  if (loginOrId !== undefined) yield* readTokensOf(client, await findUser(client, loginOrId));
  else for await (const user of readMachines(client)) yield* readTokensOf(client, user);
}

const readMachines = ({ users }: RosterClient) =>
  readPages(async (query) => {
    const isMachine = { case: "typeQuery", value: { type: Type.MACHINE } } as const;
    return (await users.listUsers({ query: { ...query, asc: true }, queries: [{ query: isMachine }] })).result;
  });

async function* readTokensOf(client: RosterClient, user: User): AsyncGenerator<TokenOfUser> {
  const { management } = client.with({ orgId: orgIdOf(user) });
  const { userId } = user;
  const pages = readPages(async (query) => (await management.listPersonalAccessTokens({ userId, query })).result);
  for await (const token of pages) yield { token, user };
}

/** What is shown of a token: never the token itself, which nobody knows any more. */
export const factsOfToken = ({ token, user }: TokenOfUser): Facts => ({
  id: token.id,
  user: user.username,
  userId: user.userId,
  created: token.details?.creationDate && new Date(timestampMs(token.details.creationDate)).toISOString(),
  expires: endOf(token),
});

/** Tokens without an end show the last second of the year 9999. */
function endOf({ expirationDate }: PersonalAccessToken): string {
  if (expirationDate === undefined) return "never";
  const text = new Date(timestampMs(expirationDate)).toISOString();
  return text.startsWith("9999-") ? "never" : text;
}
