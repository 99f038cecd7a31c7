import { defineCommand } from "../command.ts";
import { directoryOptions, withDirectory } from "../directory-client.ts";
import { factsOfOrg, findOrg } from "../orgs.ts";
import { outputOptions, printFacts } from "../output.ts";

/** `roster org create`. */
export const orgCreateCommand = defineCommand({
  description:
    "Makes an organization, and prints its id on standard output. The caller becomes its owner: the administrator, when the storage is opened without a server.",
  arguments: [{ name: "NAME", description: "What it is called. Unique in the directory." }],
  options: { ...outputOptions, ...directoryOptions },
  examples: [{ line: 'roster org create "Savanna Zoo"', does: "With a name of two words" }],
  run: (call) =>
    withDirectory(call, async (client) => {
      const [name = ""] = call.arguments;
      const { id } = await client.management.addOrg({ name });
      if (call.values.json) printFacts(call.io, factsOfOrg(await findOrg(client, id)), true);
      else call.io.out(id);
      call.io.err(`Organization ${name} was made.`);
      return 0;
    }),
});
