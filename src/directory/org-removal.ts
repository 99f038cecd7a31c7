import type { OrgId, Transaction, UserId } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { appendEvents, type ObjectDetails } from "./history.ts";
import { createLosses, type Losses } from "./losses.ts";
import { orgKey, orgOccasion } from "./org-aggregate.ts";
import { maxListLimit } from "./paging.ts";
import { removeUserGrants } from "./user-grant-cascades.ts";

/**
 * Removes the organization of the call with everything in it.
 *
 * Users and projects that go with it have no events of their own: their histories end with the organization's. Every
 * user grant that goes has one, whoever gave it. What other organizations lose is in their histories: project grants
 * that were lent to it, memberships of its users. Its own event is the last.
 */
export const removeOrg = (dependencies: Dependencies, caller: Caller): Promise<ObjectDetails> =>
  runCommand(dependencies, {
    keys: [orgKey(caller.orgId)],
    async run(tx) {
      const instance = await tx.instance.find();
      if (caller.orgId === instance?.defaultOrgId) throw new DomainError("orgRemoveDefault");
      const org = await tx.orgs.lock(caller.orgId);
      if (org === undefined || instance === undefined) throw new DomainError("orgRemoveNotFound");
      if ((await tx.projects.find({ orgId: org.id }, instance.iamProjectId)) !== undefined) {
        throw new DomainError("orgRemoveApiProject");
      }
      const timeUs = dependencies.clock();
      for (const kind of ["owner-or-project-owner", "user-owner"] as const) {
        await removeUserGrants(tx, caller, [{ kind, id: org.id }], timeUs);
      }
      const losses = createLosses(tx, caller, timeUs);
      await addProjectGrants(tx, losses, org.id);
      for (const userId of await listUserIds(tx, org.id)) await losses.addUser(userId, (owner) => owner !== org.id);
      await losses.write();
      const sequence = await appendEvents(tx, { caller, timeUs }, orgOccasion(org), [
        { type: "org.removed", payload: { name: org.name } },
      ]);
      await tx.orgs.delete(org.id);
      // ZITADEL names the instance here, as the organization is no more.
      return { sequence, changeTimeUs: timeUs, resourceOwner: instance.id };
    },
  });

/** Removes the grants of other organizations' projects to this one. */
async function addProjectGrants(tx: Transaction, losses: Losses, id: OrgId): Promise<void> {
  for (const { projectId, id: grantId } of await tx.projectGrants.listAll([{ kind: "granted-org", id }])) {
    losses.addToProject(projectId, { type: "project.grant.removed", payload: { grantId }, projectGrantId: grantId });
    await tx.projectGrants.delete(grantId);
  }
}

async function listUserIds(tx: Transaction, orgId: OrgId): Promise<readonly UserId[]> {
  const ids: UserId[] = [];
  for (;;) {
    const page = { offset: ids.length, limit: maxListLimit };
    const { items, total } = await tx.users.list({
      scope: { orgId },
      filters: [],
      sortBy: "id",
      isAscending: true,
      page,
    });
    ids.push(...items.map(({ id }) => id));
    if (items.length === 0 || ids.length >= total) return ids;
  }
}
