import type { RosterClient } from "../../client/index.ts";
import { defineCommand } from "../command.ts";
import { directoryOptions, withDirectory } from "../directory-client.ts";
import { findOrg, orgArgument } from "../orgs.ts";

interface Transition {
  readonly description: string;
  /** What the organization is afterwards. */
  readonly state: string;
  readonly apply: (inside: RosterClient) => Promise<unknown>;
}

const transitionCommand = ({ description, state, apply }: Transition) =>
  defineCommand({
    description,
    arguments: [orgArgument],
    options: directoryOptions,
    run: (call) =>
      withDirectory(call, async (client) => {
        const [nameOrId = ""] = call.arguments;
        const { id, name } = await findOrg(client, nameOrId);
        await apply(client.with({ orgId: id }));
        call.io.err(`${name} (${id}) is ${state}.`);
        return 0;
      }),
  });

/** `roster org deactivate`. */
export const orgDeactivateCommand = transitionCommand({
  description: "Makes an organization inactive.",
  state: "inactive",
  apply: ({ management }) => management.deactivateOrg({}),
});

/** `roster org reactivate`. */
export const orgReactivateCommand = transitionCommand({
  description: "Makes an inactive organization active.",
  state: "active",
  apply: ({ management }) => management.reactivateOrg({}),
});
