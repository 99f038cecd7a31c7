import { describe, expect, it } from "vitest";
import { engines } from "../../support/engines.ts";
import { groupOf, useAdobe } from "./adobe-in-test.ts";

const create = (email: string, more: object = {}) => ({
  createFederatedID: { email, firstname: "New", lastname: "Person", country: "CH", ...more },
});

describe.each(engines)("RunCommands on $name", (engine) => {
  const adobe = useAdobe(engine);

  it("creates a user, puts it into groups of every kind, and takes it out of all", async () => {
    const org = await adobe.addOrg();
    const email = `new@${org.id}.example`;
    const editors = org.product.replace("Product", "Editors");
    const names = [
      groupOf(org),
      editors,
      `_product_admin_${org.product}`,
      `_admin_${editors}`,
      `_admin_${groupOf(org)}`,
      "_support_admin",
    ];
    const lower = names.map((name) => name.toLowerCase());
    const result = await org.act([{ user: email, do: [create(email), { add: { group: lower } }] }]);
    expect(result).toMatchObject({ completed: 1, notCompleted: 0, completedInTestMode: 0, result: "success" });
    expect(result.errors).toBeUndefined();
    const { user } = (await org.call("GET", `/organizations/{org}/users/${email.toUpperCase()}`)).json;
    expect(user).toMatchObject({ id: result.created[0].id, email, username: email, status: "active", country: "CH" });
    expect(user).toMatchObject({ type: "federatedID", firstname: "New", domain: `${org.id}.example` });
    expect(user.groups).toEqual([...names].sort());
    expect((await org.act([{ user: email, do: [{ remove: "all" }] }])).result).toBe("success");
    const { user: after } = (await org.call("GET", `/organizations/{org}/users/${email}`)).json;
    expect(Object.keys(after)).not.toContain("groups");
  });

  it("reads and writes the same memberships as the endpoints on products", async () => {
    const org = await adobe.addOrg();
    const [ann, bob] = org.emails;
    await org.act([{ user: ann, do: [{ add: { group: [`_product_admin_${org.product}`] } }] }]);
    const members = await org.zitadel("POST", `/management/v1/projects/${org.productId}/members/_search`);
    expect(members.result.map(({ userId }: { userId: string }) => userId)).toContain(org.userIds[0]);
    await org.call("POST", `/{org}/products/${org.productId}/admin`, {
      addProductAdmin: [bob],
      removeProductAdmin: [ann],
    });
    const inGroup = await org.call("GET", `/users/{org}/0/${encodeURIComponent(`_product_admin_${org.product}`)}`);
    expect(inGroup.json.users.map(({ email }: { email: string }) => email)).toEqual([bob]);
  });

  it("counts each command by itself, and names command, step and request of what was not done", async () => {
    const org = await adobe.addOrg();
    const [ann] = org.emails;
    const before = await org.snapshot();
    const failing: readonly (readonly [unknown, number, string, string])[] = [
      [{ user: "ghost@x.example", do: [{ add: { group: [groupOf(org)] } }] }, 0, "error.user.nonexistent", "ghost"],
      [
        { user: ann, do: [{ add: { group: [groupOf(org)] } }, { add: { group: ["nope"] } }] },
        1,
        "error.group.not_found",
        "nope",
      ],
      [{ user: ann, do: [create(ann)] }, 0, "error.user.already_in_org", ann],
      [{ user: ann, do: [{ jump: {} }] }, 0, "error.command.step.unknown", "jump"],
      [{ user: ann, do: [{ add: { group: "x" } }] }, 0, "error.command.steps.malformed", "group"],
      [{ user: ann, do: [{ update: {} }, create(ann)] }, 1, "error.command.create.not_first", "createFederated"],
      [
        { user: ann, do: [{ removeFromOrg: {} }, { remove: "all" }] },
        0,
        "error.command.removefromorg.not_last",
        "removeFromOrg",
      ],
      [
        { user: ann, do: [{ add: { group: ["_org_admin"] } }] },
        0,
        "error.usergroup.readonly.add_user_not_allowed",
        "_org_admin",
      ],
      [{ do: [{ update: {} }] }, 0, "error.command.user_usergroup.missing", "user"],
      [{ user: 3, do: [] }, 0, "error.command.malformed", "user"],
    ];
    const result = await org.act(
      failing.map(([command], index) => ({ ...(command as object), requestID: `r${index}` })),
    );
    expect(result).toMatchObject({ completed: 0, notCompleted: failing.length, result: "error" });
    expect(result.errors).toHaveLength(failing.length);
    for (const [index, [, step, errorCode, names]] of failing.entries()) {
      expect(result.errors[index]).toMatchObject({ index, step, errorCode, requestID: `r${index}` });
      expect(result.errors[index].message).toContain(names);
    }
    // Also the first step of the second command left nothing.
    expect(await org.snapshot()).toEqual(before);
  });

  it("goes on behind a command that was not done", async () => {
    const org = await adobe.addOrg();
    const result = await org.act([
      { user: "ghost@x.example", do: [{ update: { firstname: "G" } }] },
      { user: org.emails[0], do: [{ update: { firstname: "Anna", country: "" } }] },
    ]);
    expect(result).toMatchObject({ completed: 1, notCompleted: 1, result: "partial" });
    const { user } = (await org.call("GET", `/organizations/{org}/users/${org.emails[0]}`)).json;
    expect(user.firstname).toBe("Anna");
  });

  const longLists: readonly (readonly [string, unknown, string])[] = [
    [
      "11 steps",
      { do: Array.from({ length: 11 }, () => ({ update: { firstname: "A" } })) },
      "error.command.steps.malformed",
    ],
    [
      "11 names",
      { do: [{ add: { group: Array.from({ length: 11 }, (_, i) => `g${i}`) } }] },
      "error.command.add_remove.list_too_long",
    ],
    ["a name twice", { do: [{ add: { group: ["g", "G"] } }] }, "error.command.add_remove.duplicate.group_list"],
  ];
  for (const [name, command, errorCode] of longLists) {
    it(`refuses ${name}`, async () => {
      const org = await adobe.addOrg();
      const result = await org.act([{ user: org.emails[0], ...(command as object) }]);
      expect(result.errors).toMatchObject([{ index: 0, errorCode }]);
    });
  }

  const bodies: readonly (readonly [string, unknown])[] = [
    ["11 commands", Array.from({ length: 11 }, () => ({ user: "a@x.example", do: [] }))],
    ["an object", { user: "a@x.example", do: [] }],
    ["malformed JSON", "[{"],
  ];
  for (const [name, body] of bodies) {
    it(`refuses ${name} as a whole`, async () => {
      const org = await adobe.addOrg();
      const answer = await org.call("POST", "/action/{org}", body);
      expect([answer.status, answer.json.result]).toEqual([400, "error.command.malformed"]);
      expect(answer.json.message).toMatch(/./);
    });
  }

  it("warns of old spellings and understands them", async () => {
    const org = await adobe.addOrg();
    const editors = org.product.replace("Product", "Editors");
    const [ann] = org.emails;
    const result = await org.act([
      {
        user: ann,
        requestID: "old",
        do: [
          { add: { product: [editors], usergroup: [groupOf(org)] } },
          { addRoles: { admin: ["support", editors], productAdmin: [org.product] } },
        ],
      },
    ]);
    expect(result.result).toBe("success");
    const warning = { index: 0, warningCode: "warning.command.deprecated", requestID: "old", user: ann };
    expect(result.warnings).toMatchObject([
      { ...warning, step: 0 },
      { ...warning, step: 0 },
      { ...warning, step: 1 },
    ]);
    const { user } = (await org.call("GET", `/organizations/{org}/users/${ann}`)).json;
    expect(user.groups).toEqual(
      [editors, groupOf(org), "_support_admin", `_admin_${editors}`, `_product_admin_${org.product}`].sort(),
    );
  });

  it("in test mode finds what would fail, takes a user that is not there for one that is, and writes nothing", async () => {
    const org = await adobe.addOrg();
    const before = await org.snapshot();
    const ghost = "ghost@x.example";
    const commands = [
      { user: ghost, do: [{ add: { group: [groupOf(org)] } }] },
      { user: ghost, do: [create(ghost), { add: { group: [groupOf(org)] } }] },
      { user: ghost, do: [create(ghost)] },
      { user: org.emails[0], do: [{ removeFromOrg: { deleteAccount: true } }] },
      { usergroup: "Another", do: [{ createUserGroup: {} }, { add: { user: [org.emails[0], ghost] } }] },
      { user: ghost, do: [{ add: { group: ["nope"] } }] },
    ];
    const result = await org.act(commands, "?testOnly=true");
    expect(result).toMatchObject({ completed: 0, completedInTestMode: 5, notCompleted: 1, result: "partial" });
    expect(result.errors).toMatchObject([{ index: 5, step: 0, errorCode: "error.group.not_found" }]);
    expect(await org.snapshot()).toEqual(before);
  });

  it("makes, fills, renames and removes a user group", async () => {
    const org = await adobe.addOrg();
    const [ann, bob] = org.emails;
    const editors = org.product.replace("Product", "Editors");
    const name = "A/B & C";
    const steps = [
      { createUserGroup: { option: "ignoreIfAlreadyExists" } },
      { add: { user: [ann, bob], productConfiguration: [editors] } },
    ];
    for (const usergroup of [name, name.toLowerCase()]) {
      expect((await org.act([{ usergroup, do: steps }])).result).toBe("success");
    }
    for (const path of ["A/B%20%26%20C", "A%2FB%20%26%20C", "a%2fb%20%26%20c"]) {
      const { json } = await org.call("GET", `/users/{org}/0/${path}`);
      expect([json.groupName, json.users.length]).toEqual([name, 2]);
    }
    // Through the group, not directly.
    const through = async (query: string) =>
      (await org.call("GET", `/users/{org}/0/${encodeURIComponent(editors)}${query}`)).json.users;
    expect(await through("?directOnly=True")).toEqual([]);
    expect(await through("?directOnly=False")).toHaveLength(2);
    const renamed = await org.act([
      { usergroup: name, do: [{ updateUserGroup: { name: "Renamed" } }, { remove: { user: [bob] } }] },
    ]);
    expect(renamed.errors).toMatchObject([{ index: 0, step: 1, errorCode: "error.usergroup.not_found" }]);
    expect(
      (await org.act([{ usergroup: name, do: [{ deleteUserGroup: {} }, { remove: { user: [bob] } }] }])).result,
    ).toBe("success");
    const gone = await org.call("GET", "/users/{org}/0/A/B%20%26%20C");
    expect([gone.status, gone.json.result, gone.json.lastPage]).toEqual([404, "error.group.not_found", false]);
  });

  it("removes users from the organization, known or not", async () => {
    const org = await adobe.addOrg();
    const [ann, bob] = org.emails;
    const result = await org.act([
      { user: ann, do: [{ removeFromOrg: {} }] },
      { user: bob, do: [{ removeFromOrg: { deleteAccount: true } }] },
      { user: "ghost@x.example", do: [{ removeFromOrg: {} }] },
    ]);
    expect(result.completed).toBe(3);
    expect((await org.call("GET", `/organizations/{org}/users/${bob}`)).json.result).toBe("error.user.not_found");
    const listed = (await org.call("GET", "/users/{org}/0")).json.users.map(({ email }: { email: string }) => email);
    expect(listed).not.toContain(bob);
  });

  it("creates twice only when it is told what to do with a user that is there", async () => {
    const org = await adobe.addOrg();
    const email = `twice@${org.id}.example`;
    const again = (option?: string) =>
      org.act([
        { user: email, do: [create(email, { firstname: "Again", ...(option === undefined ? {} : { option }) })] },
      ]);
    const firstName = async () => (await org.call("GET", `/organizations/{org}/users/${email}`)).json.user.firstname;
    expect((await org.act([{ user: email, do: [create(email)] }])).completed).toBe(1);
    expect((await again()).errors[0].errorCode).toBe("error.user.already_in_org");
    expect((await again("ignoreIfAlreadyExists")).completed).toBe(1);
    expect(await firstName()).toBe("New");
    expect((await again("updateIfAlreadyExists")).completed).toBe(1);
    expect(await firstName()).toBe("Again");
    expect((await again("sometimes")).errors[0].errorCode).toBe("error.option.illegal");
  });
});
