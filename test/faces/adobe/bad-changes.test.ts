import { describe, expect, it } from "vitest";
import { engines } from "../../support/engines.ts";
import { groupOf, useAdobe } from "./adobe-in-test.ts";
import { type BadChange, expectRefused } from "./bad-change.ts";

const refusedAdmins: readonly BadChange[] = [
  { name: "malformed JSON", body: () => '{"addProductAdmin":', status: 400, code: "BAD_REQUEST", says: "invalid JSON" },
  { name: "a text", body: () => ({ addProductAdmin: "x" }), status: 400, code: "BAD_REQUEST", says: "addProductAdmin" },
  {
    name: "null",
    body: () => ({ addProductAdmin: [null] }),
    status: 400,
    code: "BAD_REQUEST",
    says: "addProductAdmin",
  },
  {
    name: "a list of the other call",
    body: ({ emails: [ann] }) => ({ addUsers: [ann] }),
    status: 400,
    code: "BAD_REQUEST",
    says: "addUsers",
  },
  {
    name: "10,001 names",
    body: () => ({ addProductAdmin: Array.from({ length: 10_001 }, (_, index) => `u${index}@x.example`) }),
    status: 400,
    code: "LIST_TOO_LONG",
    says: "addProductAdmin: 10001",
  },
  {
    name: "an unknown user between known ones",
    body: ({ emails: [ann, bob, , dee] }) => ({
      addProductAdmin: [ann, "ghost@x.example", bob],
      removeProductAdmin: [dee],
    }),
    status: 400,
    code: "USER_NONEXISTENT",
    says: "addProductAdmin: User Id does not exist: ghost@x.example",
  },
  {
    name: "an unknown user to be removed",
    body: ({ emails: [ann] }) => ({ addProductAdmin: [ann], removeProductAdmin: ["ghost@x.example"] }),
    status: 400,
    code: "USER_NONEXISTENT",
    says: "removeProductAdmin: User Id does not exist: ghost@x.example",
  },
  {
    name: "a user of another organization",
    body: (_org, { emails: [ann] }) => ({ addProductAdmin: [ann] }),
    status: 400,
    code: "USER_NONEXISTENT",
    says: "addProductAdmin",
  },
  {
    name: "a user in both lists",
    body: ({ emails: [ann] }) => ({ addProductAdmin: [ann], removeProductAdmin: [ann.toUpperCase()] }),
    status: 400,
    code: "DUPLICATE_PRODUCTADMIN",
    says: "addProductAdmin, removeProductAdmin",
  },
  {
    name: "a body over 1 MiB",
    body: () => ({ addProductAdmin: ["x".repeat(1_048_577)] }),
    status: 413,
    code: "BAD_REQUEST",
    says: "1048576",
  },
];

const refusedCommands: readonly {
  readonly name: string;
  readonly command: BadChange["body"];
  readonly step: number;
  readonly code: string;
  readonly says: string;
}[] = [
  {
    name: "an unknown user between known ones",
    command: (org) => ({
      usergroup: groupOf(org),
      do: [{ add: { user: [org.emails[0], "ghost@x.example", org.emails[1]] } }],
    }),
    step: 0,
    code: "error.user.nonexistent",
    says: "ghost@x.example",
  },
  {
    name: "a user twice",
    command: (org) => ({
      usergroup: groupOf(org),
      do: [{ add: { user: [org.emails[0], org.emails[0].toUpperCase()] } }],
    }),
    step: 0,
    code: "error.command.add_remove.duplicate.user_list",
    says: "user",
  },
  {
    name: "a user of another organization",
    command: (org, other) => ({ usergroup: groupOf(org), do: [{ add: { user: [other.emails[0]] } }] }),
    step: 0,
    code: "error.user.nonexistent",
    says: "user",
  },
  {
    name: "a user group of another organization",
    command: (org, other) => ({
      user: org.emails[0],
      do: [{ add: { group: [groupOf(org)] } }, { add: { group: [groupOf(other)] } }],
    }),
    step: 1,
    code: "error.group.not_found",
    says: "was not found",
  },
  {
    name: "a command on a user group of another organization",
    command: (org, other) => ({ usergroup: groupOf(other), do: [{ add: { user: [org.emails[0]] } }] }),
    step: 0,
    code: "error.usergroup.not_found",
    says: "Usergroup not found",
  },
  {
    name: "a group of administrators of another organization's product",
    command: (org, other) => ({
      user: org.emails[0],
      do: [{ add: { group: [`_product_admin_${other.product}`] } }],
    }),
    step: 0,
    code: "error.group.not_found",
    says: "_product_admin_",
  },
  {
    name: "removal of an organization's administrator",
    command: (org) => ({ user: org.emails[0], do: [{ remove: { group: ["_ORG_admin"] } }] }),
    step: 0,
    code: "error.usergroup.readonly.remove_user_not_allowed",
    says: "_org_admin",
  },
  {
    name: "an organization's administrators as a user group",
    command: (org) => ({ usergroup: "_org_admin", do: [{ add: { user: [org.emails[0]] } }] }),
    step: 0,
    code: "error.usergroup.readonly.add_user_not_allowed",
    says: "_org_admin",
  },
  {
    name: "a new name of an organization's administrators",
    command: () => ({ usergroup: "_org_admin", do: [{ updateUserGroup: { name: "Others" } }] }),
    step: 0,
    code: "error.usergroup.not_found",
    says: "_org_admin",
  },
  {
    name: "deletion of an organization's administrators",
    command: () => ({ usergroup: "_org_admin", do: [{ deleteUserGroup: {} }] }),
    step: 0,
    code: "error.usergroup.not_found",
    says: "_org_admin",
  },
  {
    name: "a user group named like one of administrators",
    command: () => ({ usergroup: "_org_admin", do: [{ createUserGroup: {} }] }),
    step: 0,
    code: "error.group.invalid_name",
    says: "begin with _",
  },
  {
    name: "developers of a profile",
    command: (org) => ({
      user: org.emails[0],
      do: [{ add: { group: [`_developer_${org.product.replace("Product", "Editors")}`] } }],
    }),
    step: 0,
    code: "error.developer.add_user.failed",
    says: "Roster keeps no developers of profiles",
  },
];

describe.each(engines)("bad changes on $name", (engine) => {
  const adobe = useAdobe(engine);

  it("of a product's administrators are refused with what is wrong, and leave nothing", async () => {
    const org = await adobe.addOrg();
    const other = await adobe.addOrg();
    const path = `/{org}/products/${org.productId}/admin`;
    await org.call("POST", path, { addProductAdmin: [org.emails[3]] });
    const before = await org.snapshot();
    for (const change of refusedAdmins) await expectRefused(org, other, path, change);
    expect(await org.snapshot()).toEqual(before);
  });

  it("by commands are refused with what is wrong, and leave nothing", async () => {
    const org = await adobe.addOrg();
    const other = await adobe.addOrg();
    const before = [await org.snapshot(), await other.snapshot()];
    for (const { name, command, step, code, says } of refusedCommands) {
      const result = await org.act([command(org, other)]);
      expect([name, result.completed, result.notCompleted]).toEqual([name, 0, 1]);
      expect([name, result.errors]).toMatchObject([name, [{ index: 0, step, errorCode: code }]]);
      expect(result.errors[0].message).toContain(says);
    }
    const large = await org.call("POST", "/action/{org}", [{ user: "x".repeat(1_048_577), do: [] }]);
    expect([large.status, large.json]).toMatchObject([413, { result: "error.command.malformed" }]);
    expect([await org.snapshot(), await other.snapshot()]).toEqual(before);
  });
});
