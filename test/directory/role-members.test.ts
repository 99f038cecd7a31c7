// A user grant has a history of its own, which no call lists. So what it tells is tested here.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noRoleMemberChanges } from "../../src/directory/role-members.ts";
import { engines } from "../support/engines.ts";
import { addProjectWith, addUsers, type DirectoryInTest, openDirectory } from "./directory-in-test.ts";

describe.each(engines)("roleMembers · $name", (engine) => {
  let test: DirectoryInTest;
  beforeAll(async () => {
    test = await openDirectory(engine);
  });
  afterAll(() => test?.close());

  it("tells in the history of a user grant who gave and took the role, and through which interface", async () => {
    const { directory, storage } = test;
    const caller = { ...(await test.addOrg("Zoo")), face: "adobe" };
    const [member] = await addUsers(directory, caller, 1);
    if (member === undefined) throw new Error("the user was not added");
    const projectId = await addProjectWith(directory, caller, "Tickets", ["keeper"]);
    const role = { projectId, roleKey: "keeper" };
    await directory.roleMembers.change(caller, role, { ...noRoleMemberChanges, addUsers: [member] });
    const [grant] = await storage.reader.userGrants.listAll([{ kind: "user", id: member }]);
    await directory.roleMembers.change(caller, role, { ...noRoleMemberChanges, removeUsers: [member] });
    const events = await storage.reader.events.list({
      aggregate: { type: "user-grant", id: grant?.id ?? "" },
      resourceOwner: caller.orgId,
      fromSequence: 0,
      isAscending: true,
      limit: 10,
    });
    const by = { editorId: caller.userId, face: "adobe" };
    expect(events).toMatchObject([
      { type: "user.grant.added", ...by },
      { type: "user.grant.removed", ...by },
    ]);
  });
});
