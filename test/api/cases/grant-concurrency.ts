import { expect } from "vitest";
import { callers, expectOneWinner } from "../at-once.ts";
import type { CaseGroup } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { addProject, lendProject, listGrantedKeys } from "../project-in-test.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

/** What 64 callers at once end up with. */
export const grantConcurrency: CaseGroup = {
  subject: "64 callers at once",
  cases: {
    async "add one project name: one wins"(world) {
      const org = await world.addOrg();
      const name = unique("Race ");
      await expectOneWinner(world, org, rpc.addProject, () => ({ name }), "projectAlreadyExists");
    },

    async "add one role key, in any case: one wins, and sequences have no gap"(world) {
      const project = await addProject(await world.addOrg());
      const role = { projectId: project.id, displayName: "R" };
      await expectOneWinner(
        world,
        project.org,
        rpc.addProjectRole,
        (index) => ({ ...role, roleKey: index % 2 === 0 ? "race" : "RACE" }),
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
      await expectOneWinner(world, project.org, rpc.addProjectMember, () => member, "projectMemberAlreadyExists");
    },

    async "add one project grant member: one wins"(world) {
      const { owner, ref } = await lendProject(world);
      const member = { ...ref, userId: await owner.addMachine(), roles: ["PROJECT_GRANT_OWNER"] };
      await expectOneWinner(world, owner, rpc.addProjectGrantMember, () => member, "projectGrantMemberAlreadyExists");
    },

    async "grant a project to one organization: one wins"(world) {
      const [project, tenant] = [await addProject(await world.addOrg()), await world.addOrg()];
      const request = { projectId: project.id, grantedOrgId: tenant.id };
      await expectOneWinner(world, project.org, rpc.addProjectGrant, () => request, "projectGrantAlreadyExists");
    },

    async "authorize one user on one project: one wins"(world) {
      const project = await addProject(await world.addOrg(), "a");
      const request = { userId: await project.org.addMachine(), projectId: project.id, roleKeys: ["a"] };
      await expectOneWinner(world, project.org, rpc.addUserGrant, () => request, "userGrantAlreadyExists");
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
