import type { MessageInitShape } from "@bufbuild/protobuf";
import { TextQueryMethod } from "../../../gen/zitadel/object/v2/object_pb.ts";
import { type SearchQuerySchema, UserFieldName } from "../../../gen/zitadel/user/v2/query_pb.ts";
import type { RosterClient } from "../../client/index.ts";
import { defineOption, type OptionValues } from "../../config/option.ts";
import { text, wholeNumber } from "../../config/value-types.ts";
import { defineCommand } from "../command.ts";
import { directoryOptions, withDirectory } from "../directory-client.ts";
import { findOrg, orgOption } from "../orgs.ts";
import { type Facts, outputOptions, printList } from "../output.ts";
import { readPages } from "../pages.ts";
import { factsOfUser } from "../users.ts";

const listOptions = {
  org: orgOption("Name or id of the organization whose users to list. Without it, those of every one."),
  search: defineOption({
    flag: "search",
    type: text("TEXT"),
    default: undefined,
    description: "List only users with this text in their user name, display name or email address, case aside.",
  }),
  limit: defineOption({
    flag: "limit",
    type: wholeNumber({ placeholder: "N", min: 1, max: 10_000_000 }),
    default: 100,
    description: "How many to list at most.",
  }),
};

/** `roster user list`. */
export const userListCommand = defineCommand({
  description: "Lists users, humans and machines, by their user names.",
  options: { ...listOptions, ...outputOptions, ...directoryOptions },
  examples: [
    { line: "roster user list --search giraffe", does: "Who was that?" },
    {
      line: 'roster user list --org "Savanna Zoo" --limit 100000 --json',
      does: "All of one organization, for a program",
    },
  ],
  run: (call) =>
    withDirectory(call, async (client) => {
      const { limit, json } = call.values;
      const users: Facts[] = [];
      let isCut = false;
      for await (const user of readUsers(client, call.values)) {
        isCut = users.length === limit;
        if (isCut) break;
        users.push(factsOfUser(user));
      }
      const columns = {
        ID: "id",
        "USER NAME": "userName",
        KIND: "kind",
        STATE: "state",
        NAME: "name",
        EMAIL: "email",
        "ORG ID": "orgId",
      };
      printList(call.io, users, columns, json);
      if (isCut) call.io.err(`There are more than these ${limit}: raise --limit, or narrow with --search or --org.`);
      return 0;
    }),
});

async function* readUsers(client: RosterClient, { org, search }: OptionValues<typeof listOptions>) {
  const queries: Condition[] = [];
  if (org !== undefined) queries.push(ofOrganization((await findOrg(client, org)).id));
  if (search !== undefined) queries.push(withText(search));
  const sortingColumn = UserFieldName.USER_NAME;
  yield* readPages(
    async (query) => (await client.users.listUsers({ query: { ...query, asc: true }, sortingColumn, queries })).result,
  );
}

type Condition = Extract<MessageInitShape<typeof SearchQuerySchema>, { $typeName?: never }>;

const ofOrganization = (organizationId: string): Condition => ({
  query: { case: "organizationIdQuery", value: { organizationId } },
});

function withText(given: string): Condition {
  const method = TextQueryMethod.CONTAINS_IGNORE_CASE;
  const queries: Condition[] = [
    { query: { case: "userNameQuery", value: { userName: given, method } } },
    { query: { case: "displayNameQuery", value: { displayName: given, method } } },
    { query: { case: "emailQuery", value: { emailAddress: given, method } } },
  ];
  return { query: { case: "orQuery", value: { queries } } };
}
