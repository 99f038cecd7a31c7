import { expect } from "vitest";
import type { ErrorName } from "../../../src/directory/errors.ts";
import type { CallResult } from "../../support/clients/index.ts";
import type { CaseGroup } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { addProject, lendProject, listGrantedKeys } from "../project-in-test.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

const callers = 64;

/** Makes the call 64 times at once and checks that one succeeds and the others are refused with this error. */
async function expectOneWinner<Output>(
  call: (index: number) => Promise<CallResult<Output>>,
  refusal: ErrorName,
): Promise<void> {
  const results = await Promise.all(Array.from({ length: callers }, (_, index) => call(index)));
  const refused = results.filter(({ error }) => error !== undefined);
  expect(refused).toHaveLength(callers - 1);
  for (const result of refused) expectRefusal(result, refusal);
}

/** What 64 callers at once end up with. */
export const grantConcurrency: CaseGroup = {
  subject: "64 callers at once",
  cases: {
    async "add one project name: one wins"(world) {
      const org = await world.addOrg();
      const name = unique("Race ");
      await expectOneWinner(() => org.call(rpc.addProject, { name }), "projectAlreadyExists");
    },

    async "add one role key, in any case: one wins, and sequences have no gap"(world) {
      const project = await addProject(await world.addOrg());
      await expectOneWinner(
        (index) =>
          project.call(rpc.addProjectRole, {
            projectId: project.id,
            roleKey: index % 2 === 0 ? "race" : "RACE",
            displayName: "R",
          }),
        "projectRoleAlreadyExists",
      );
      expect(await project.listEventTypes()).toEqual(["project.added", "project.role.added"]);
    },

    async "add different role keys: all win, and sequences have neither gap nor duplicate"(world) {
      const project = await addProject(await world.addOrg());
      await Promise.all(
        Array.from({ length: callers }, (_, index) =>
          project.ok(rpc.addProjectRole, { projectId: project.id, roleKey: `r${index}`, displayName: "R" }),
        ),
      );
      const { result } = await project.ok(rpc.listProjectChanges, { projectId: project.id, query: { asc: true } });
      expect(result.map(({ sequence }) => Number(sequence))).toEqual(
        Array.from({ length: callers + 1 }, (_, index) => index + 1),
      );
    },

    async "add one project member: one wins"(world) {
      const project = await addProject(await world.addOrg());
      const member = { projectId: project.id, userId: await project.org.addMachine(), roles: ["PROJECT_OWNER"] };
      await expectOneWinner(() => project.call(rpc.addProjectMember, member), "projectMemberAlreadyExists");
    },

    async "add one project grant member: one wins"(world) {
      const { owner, ref } = await lendProject(world);
      const member = { ...ref, userId: await owner.addMachine(), roles: ["PROJECT_GRANT_OWNER"] };
      await expectOneWinner(() => owner.call(rpc.addProjectGrantMember, member), "projectGrantMemberAlreadyExists");
    },

    async "grant a project to one organization: one wins"(world) {
      const [project, tenant] = [await addProject(await world.addOrg()), await world.addOrg()];
      const request = { projectId: project.id, grantedOrgId: tenant.id };
      await expectOneWinner(() => project.call(rpc.addProjectGrant, request), "projectGrantAlreadyExists");
    },

    async "authorize one user on one project: one wins"(world) {
      const project = await addProject(await world.addOrg(), "a");
      const request = { userId: await project.org.addMachine(), projectId: project.id, roleKeys: ["a"] };
      await expectOneWinner(() => project.call(rpc.addUserGrant, request), "userGrantAlreadyExists");
    },

    async "authorize users while the role is removed: no grant keeps it"(world) {
      const project = await addProject(await world.addOrg(), "a", "b");
      const users = await Promise.all(Array.from({ length: callers }, () => project.org.addMachine()));
      const results = await Promise.all(
        users.map(async (userId, index) => {
          if (index === callers / 2) {
            await project.ok(rpc.removeProjectRole, { projectId: project.id, roleKey: "a" });
          }
          return project.call(rpc.addUserGrant, { userId, projectId: project.id, roleKeys: ["a", "b"] });
        }),
      );
      for (const { ok } of results) {
        if (ok !== undefined) expect(await listGrantedKeys(project, ok.userGrantId)).toEqual(["b"]);
      }
      for (const result of results.filter(({ error }) => error !== undefined)) {
        expectRefusal(result, "userGrantRoleNotFound");
      }
    },

    async "change one user grant while its roles are removed: its history has no gap"(world) {
      const keys = Array.from({ length: 8 }, (_, index) => `r${index}`);
      const project = await addProject(await world.addOrg(), ...keys, "kept");
      const grantId = await project.authorize(await project.org.addMachine(), ...keys, "kept");
      await Promise.all([
        ...keys.map((roleKey) => project.ok(rpc.removeProjectRole, { projectId: project.id, roleKey })),
        ...keys.flatMap(() => [
          project.ok(rpc.deactivateUserGrant, { userId: "1", grantId }),
          project.ok(rpc.reactivateUserGrant, { userId: "1", grantId }),
        ]),
      ]);
      expect(await listGrantedKeys(project, grantId)).toEqual(["kept"]);
    },
  },
};
