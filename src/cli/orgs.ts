import { timestampMs } from "@bufbuild/protobuf/wkt";
import { type Org, OrgState } from "../../gen/zitadel/org/v1/org_pb.ts";
import { TextQueryMethod } from "../../gen/zitadel/v1/object_pb.ts";
import type { RosterClient } from "../client/index.ts";
import { defineOption } from "../config/option.ts";
import { name } from "../config/value-types.ts";
import type { Argument } from "./command.ts";
import { forPeople } from "./for-people.ts";
import type { Facts } from "./output.ts";

/** The option of commands that are about one organization. */
export const orgOption = (description: string) =>
  defineOption({ flag: "org", type: name("ORG"), default: undefined, description });

/** The argument of commands about one organization. */
export const orgArgument: Argument = { name: "ORG", description: "Name or id of the organization." };

/** The organization with this id or, else, this name, case aside. Fails for people when there is none. */
export async function findOrg({ admin }: RosterClient, nameOrId: string): Promise<Org> {
  const byId = await admin.listOrgs({ queries: [{ query: { case: "idQuery", value: { id: nameOrId } } }] });
  const [found] = byId.result;
  if (found !== undefined) return found;
  const byName = await admin.listOrgs({
    queries: [{ query: { case: "nameQuery", value: { name: nameOrId, method: TextQueryMethod.EQUALS_IGNORE_CASE } } }],
  });
  const [org] = byName.result;
  if (org === undefined)
    throw forPeople(`There is no organization with the id or the name ${JSON.stringify(nameOrId)}.`);
  return org;
}

/** What is shown of an organization. */
export const factsOfOrg = ({ id, name: orgName, state, primaryDomain, details }: Org): Facts => ({
  id,
  name: orgName,
  state: stateNames[state],
  domain: primaryDomain,
  created: details?.creationDate && new Date(timestampMs(details.creationDate)).toISOString(),
  changed: details?.changeDate && new Date(timestampMs(details.changeDate)).toISOString(),
});

const stateNames: Readonly<Record<OrgState, string>> = {
  [OrgState.UNSPECIFIED]: "unspecified",
  [OrgState.ACTIVE]: "active",
  [OrgState.INACTIVE]: "inactive",
  [OrgState.REMOVED]: "removed",
};
