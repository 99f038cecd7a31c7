import type { ServiceImpl } from "@connectrpc/connect";
import type { LearnService } from "../../../gen/ispring/learn/v1/learn_service_pb.ts";
import { ownCallerOf } from "../../auth/context.ts";
import type { Directory } from "../../directory/directory.ts";
import { createLearnIds } from "./ids.ts";
import { requireText } from "./parameters.ts";

/** RPCs about organizations. */
export function createOrganizationRpcs({ accountOrgs, aliases }: Directory) {
  const ids = createLearnIds(aliases);
  return {
    async listOrganizations(_request, context) {
      const orgs = await accountOrgs.list(ownCallerOf(context));
      const numbers = await ids.numbersOf(
        "org",
        orgs.map(({ id }) => id),
      );
      const organization = orgs.map(({ name, description }, index) => ({
        organizationId: numbers[index] ?? 0,
        name,
        description,
      }));
      return { organizations: { organization } };
    },
    async createOrganization({ name, description }, context) {
      const org = { name: requireText(name), description: description.trim() };
      const id = await accountOrgs.add(ownCallerOf(context), org);
      return { organizationId: (await ids.numbersOf("org", [id]))[0] ?? 0 };
    },
    async deleteOrganization({ organizationId }, context) {
      await accountOrgs.remove(ownCallerOf(context), await ids.findOrg(organizationId));
      return {};
    },
  } satisfies Partial<ServiceImpl<typeof LearnService>>;
}
