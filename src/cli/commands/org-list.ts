import { OrgFieldName } from "../../../gen/zitadel/org/v1/org_pb.ts";
import { defineCommand } from "../command.ts";
import { directoryOptions, withDirectory } from "../directory-client.ts";
import { factsOfOrg } from "../orgs.ts";
import { type Facts, outputOptions, printList } from "../output.ts";
import { readPages } from "../pages.ts";

/** `roster org list`. */
export const orgListCommand = defineCommand({
  description: "Lists the organizations by their names.",
  options: { ...outputOptions, ...directoryOptions },
  run: (call) =>
    withDirectory(call, async ({ admin }) => {
      const sortingColumn = OrgFieldName.NAME;
      const pages = readPages(
        async (query) => (await admin.listOrgs({ query: { ...query, asc: true }, sortingColumn })).result,
      );
      const orgs: Facts[] = [];
      for await (const org of pages) orgs.push(factsOfOrg(org));
      printList(call.io, orgs, { ID: "id", NAME: "name", STATE: "state", DOMAIN: "domain" }, call.values.json);
      return 0;
    }),
});
