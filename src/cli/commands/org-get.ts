import { defineCommand } from "../command.ts";
import { directoryOptions, withDirectory } from "../directory-client.ts";
import { factsOfOrg, findOrg, orgArgument } from "../orgs.ts";
import { outputOptions, printFacts } from "../output.ts";

/** `roster org get`. */
export const orgGetCommand = defineCommand({
  description: "Shows an organization.",
  arguments: [orgArgument],
  options: { ...outputOptions, ...directoryOptions },
  run: (call) =>
    withDirectory(call, async (client) => {
      const [nameOrId = ""] = call.arguments;
      printFacts(call.io, factsOfOrg(await findOrg(client, nameOrId)), call.values.json);
      return 0;
    }),
});
