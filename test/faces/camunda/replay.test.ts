import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OrgService } from "../../../gen/roster/org/v1/org_service_pb.ts";
import { engines } from "../../support/engines.ts";
import { type CamundaInTest, type CamundaOrg, password, type Request, startCamunda } from "./camunda-in-test.ts";

/** Cases that Camunda's own tests have, replayed over HTTP: a request, and what the answer must be. */
interface Row {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly request?: Request;
  readonly want: number;
  /** What the body must hold. */
  readonly json?: unknown;
}

const error = (type: string, message: string, code: number | null = null) => ({ type, message, code });
const invalid = (message: string) => error("InvalidRequestException", message);
const noUser = invalid("User with id aNonExistingUser does not exist");
const user = { id: "userId", firstName: "firstName", lastName: "lastName", email: "test@example.org" };
const group = { id: "groupId1", name: "group1", type: "organizational-unit" };
const links = (path: string) => [
  { method: "GET", href: expect.stringMatching(new RegExp(`^http://.*/engine-rest/${path}$`)), rel: "list" },
  { method: "GET", href: expect.stringMatching(new RegExp(`/engine-rest/${path}/count$`)), rel: "count" },
  { method: "POST", href: expect.stringMatching(new RegExp(`/engine-rest/${path}/create$`)), rel: "create" },
];
const checkedRules = (kept: readonly string[], broken: readonly string[]) => [
  ...kept.map((rule) => ({ placeholder: `PASSWORD_POLICY_${rule}`, valid: true })),
  ...broken.map((rule) => ({ placeholder: `PASSWORD_POLICY_${rule}`, valid: false })),
];
const rels = (...names: string[]) => ({ links: names.map((rel) => expect.objectContaining({ rel })) });

/** With userId, groupId1 and their membership. */
const onFixture: readonly Row[] = [
  { name: "GetSingleUserProfile", method: "GET", path: "/user/ID/profile", want: 200, json: { ...user, id: "ID" } },
  { name: "GetNonExistingUserProfile", method: "GET", path: "/user/aNonExistingUser/profile", want: 404, json: noUser },
  { name: "UserServiceOptions", method: "OPTIONS", path: "/user", want: 200, json: { links: links("user") } },
  {
    name: "UserServiceOptions with a slash",
    method: "OPTIONS",
    path: "/user/",
    want: 200,
    json: { links: links("user") },
  },
  {
    name: "UserResourceOptions",
    method: "OPTIONS",
    path: "/user/x",
    want: 200,
    json: rels("self", "delete", "update"),
  },
  { name: "DeleteNonExistingUser", method: "DELETE", path: "/user/aNonExistingUser", want: 204 },
  {
    name: "CreateExistingUser",
    method: "POST",
    path: "/user/create",
    request: { body: { profile: { ...user, id: "ID" } } },
    want: 400,
    json: error("BadUserRequestException", "The user already exists", 0),
  },
  {
    name: "CreateUser without an id",
    method: "POST",
    path: "/user/create",
    request: { body: { credentials: { password } } },
    want: 400,
    json: invalid("request object must provide profile information with valid id."),
  },
  {
    name: "CreateUser with an id of two words",
    method: "POST",
    path: "/user/create",
    request: { body: { profile: { id: "john doe" } } },
    want: 500,
    json: error("ProcessEngineException", "User has an invalid id: 'john doe' is not a valid resource identifier.", 0),
  },
  {
    name: "CreateUser with an id of 65 characters",
    method: "POST",
    path: "/user/create",
    request: { body: { profile: { id: "a".repeat(65) } } },
    want: 500,
    json: { type: "ProcessEnginePersistenceException", code: 10_002 },
  },
  {
    name: "CreateUser with a weak password",
    method: "POST",
    path: "/user/create",
    request: { body: { profile: { id: "weak" }, credentials: { password: "weak" } } },
    want: 500,
    json: error("ProcessEngineException", "Password does not match policy", 0),
  },
  {
    name: "PutCredentials with the right password of the caller",
    method: "PUT",
    path: "/user/ID/credentials",
    request: { body: { password: "Another-12", authenticatedUserPassword: password } },
    want: 204,
  },
  {
    name: "PutCredentials of an unknown user",
    method: "PUT",
    path: "/user/aNonExistingUser/credentials",
    request: { body: { password: "Another-12", authenticatedUserPassword: password } },
    want: 404,
    json: noUser,
  },
  {
    name: "PutProfile of an unknown user",
    method: "PUT",
    path: "/user/aNonExistingUser/profile",
    request: { body: user },
    want: 404,
    json: noUser,
  },
  { name: "UnlockUser", method: "POST", path: "/user/ID/unlock", request: { body: {} }, want: 204 },
  { name: "UnlockNonExistingUser", method: "POST", path: "/user/aNonExistingUser/unlock", want: 204 },
  { name: "an unknown parameter", method: "GET", path: "/user?name=x&id=ID", want: 200, json: [{ id: "ID" }] },
  ...["sortBy=userId", "sortOrder=asc"].map((parameter) => ({
    ...{ name: `${parameter} alone`, method: "GET", path: `/user?${parameter}`, want: 400 },
    json: invalid("Only a single sorting parameter specified. sortBy and sortOrder required"),
  })),
  {
    ...{ name: "an unknown sortBy", method: "GET", path: "/user?sortBy=xyz&sortOrder=asc", want: 400 },
    json: invalid("Cannot set query parameter 'sortBy' to value 'xyz'"),
  },
  {
    ...{ name: "an unknown sortOrder", method: "GET", path: "/group?sortBy=id&sortOrder=up", want: 400 },
    json: invalid("Cannot set query parameter 'sortOrder' to value 'up'"),
  },
  ...[
    "firstNameLike=first%25",
    "firstNameLike=%25Name",
    "firstNameLike=%25stNa%25",
    "lastNameLike=last%25",
    "lastNameLike=%25Name",
    "lastNameLike=%25stNa%25",
    "emailLike=test@%25",
    "emailLike=%25example.org",
    "emailLike=%25@%25",
    "emailLike=tes_@example%25",
    "firstName=firstName&lastName=lastName&email=test@example.org&memberOfGroup=groupId1",
    "idIn=ID,x",
  ].map((query) => ({
    ...{ name: `users by ${query}`, method: "GET", path: `/user?id=ID&${query}`, want: 200, json: [{ id: "ID" }] },
  })),
  ...["firstNameLike=FIRST%25", "firstNameLike=first", "emailLike=tes%5C_@%25", "memberOfGroup=x", "idIn=x,y"].map(
    (query) => ({ name: `no users by ${query}`, method: "GET", path: `/user?${query}`, want: 200, json: [] }),
  ),
  { name: "UserCount", method: "GET", path: "/user/count?id=ID", want: 200, json: { count: 1 } },
  {
    ...{ name: "a page", method: "GET", path: "/user?firstResult=0&maxResults=1&firstName=firstName", want: 200 },
    json: [{ firstName: "firstName" }],
  },
  { name: "a page behind the end", method: "GET", path: "/user?firstResult=1000", want: 200, json: [] },
  { name: "GetGroup", method: "GET", path: "/group/groupId1", want: 200, json: group },
  {
    ...{ name: "GetNonExistingGroup", method: "GET", path: "/group/x", want: 404 },
    json: invalid("Group with id x does not exist"),
  },
  { name: "GroupServiceOptions", method: "OPTIONS", path: "/group", want: 200, json: { links: links("group") } },
  {
    name: "GroupResourceOptions",
    method: "OPTIONS",
    path: "/group/x",
    want: 200,
    json: rels("self", "delete", "update"),
  },
  {
    name: "GroupMembersOptions",
    method: "OPTIONS",
    path: "/group/x/members",
    want: 200,
    json: rels("delete", "create"),
  },
  { name: "DeleteNonExistingGroup", method: "DELETE", path: "/group/x", want: 204 },
  {
    ...{ name: "PutGroup of an unknown group", method: "PUT", path: "/group/x", request: { body: group }, want: 404 },
    json: invalid("Group with id x does not exist"),
  },
  ...["firstResult=0&maxResults=10", "maxResults=1", "firstResult=0"].map((query) => ({
    ...{ name: `a page of groups by ${query}`, method: "GET", path: `/group?${query}`, want: 200, json: [group] },
  })),
  {
    ...{ name: "CreateExistingGroup", method: "POST", path: "/group/create", request: { body: group }, want: 400 },
    json: error("BadUserRequestException", "The group already exists", 0),
  },
  {
    ...{ name: "CreateGroup with an apostrophe", method: "POST", path: "/group/create", want: 500 },
    request: { body: { id: "john's group" } },
    json: error(
      "ProcessEngineException",
      "Group has an invalid id: 'john's group' is not a valid resource identifier.",
      0,
    ),
  },
  { name: "a member again", method: "PUT", path: "/group/groupId1/members/ID", want: 500, json: { code: 0 } },
  {
    ...{ name: "an unknown member", method: "PUT", path: "/group/x/members/aNonExistingUser", want: 500 },
    json: error("NullValueException", "No user found with id 'aNonExistingUser'.: user is null", 0),
  },
  {
    ...{ name: "a member of an unknown group", method: "PUT", path: "/group/x/members/ID", want: 500 },
    json: error("NullValueException", "No group found with id 'x'.: group is null", 0),
  },
  { name: "a membership that is not there", method: "DELETE", path: "/group/x/members/ID", want: 204 },
  ...[
    { query: "idIn=groupId1,b", body: { idIn: ["groupId1", "b"] } },
    { query: "nameLike=grou%25", body: { nameLike: "grou%" } },
    { query: "type=organizational-unit", body: { type: "organizational-unit" } },
    { query: "member=ID", body: { member: "ID" } },
    { query: "sortBy=name&sortOrder=desc", body: { sorting: [{ sortBy: "name", sortOrder: "desc" }] } },
  ].flatMap(({ query, body }): Row[] => [
    { name: `groups by ${query}`, method: "GET", path: `/group?${query}`, want: 200, json: [group] },
    {
      ...{ name: `groups by ${JSON.stringify(body)}`, method: "POST", path: "/group", want: 200 },
      ...{ request: { body }, json: [group] },
    },
  ]),
  { name: "GroupCount", method: "GET", path: "/group/count", want: 200, json: { count: 1 } },
  {
    name: "GroupCount by POST",
    method: "POST",
    path: "/group/count",
    request: { body: {} },
    want: 200,
    json: { count: 1 },
  },
  {
    ...{ name: "pages of groups by POST", method: "POST", path: "/group?firstResult=1", want: 200 },
    ...{ request: { body: { firstResult: 0 } }, json: [] },
  },
  {
    ...{ name: "IdentityGroups", method: "GET", path: "/identity/groups?userId=ID", want: 200 },
    json: { groups: [{ id: "groupId1", name: "group1" }], groupUsers: [] },
  },
  {
    ...{ name: "IdentityGroups of an unknown user", method: "GET", path: "/identity/groups?userId=x", want: 200 },
    json: { groups: [], groupUsers: [] },
  },
  {
    ...{ name: "IdentityGroups without a user", method: "GET", path: "/identity/groups", want: 400 },
    json: invalid("No user id was supplied"),
  },
  {
    ...{ name: "verify with a field missing", method: "POST", path: "/identity/verify", want: 400 },
    ...{ request: { body: { username: "ID" } }, json: invalid("Username and password are required") },
  },
  {
    ...{ name: "verify an unknown user", method: "POST", path: "/identity/verify", want: 200 },
    request: { body: { username: "x", password } },
    json: { authenticatedUser: "x", authenticated: false, groups: null, tenants: null },
  },
  {
    ...{ name: "the password policy", method: "GET", path: "/identity/password-policy", want: 200 },
    json: { rules: expect.arrayContaining([{ placeholder: "PASSWORD_POLICY_LENGTH", parameter: { minLength: "8" } }]) },
  },
  {
    ...{ name: "a weak password", method: "POST", path: "/identity/password-policy", want: 200 },
    request: { body: { password: "abc", profile: { id: null } } },
    // What is kept comes first.
    json: { valid: false, rules: checkedRules(["LOWERCASE"], ["LENGTH", "UPPERCASE", "DIGIT", "SPECIAL"]) },
  },
  {
    ...{ name: "a good password", method: "POST", path: "/identity/password-policy", want: 200 },
    request: { body: { password, profile: user } },
    json: { valid: true, rules: checkedRules(["LENGTH", "LOWERCASE", "UPPERCASE", "DIGIT", "SPECIAL"], []) },
  },
  {
    name: "the engines",
    method: "GET",
    path: "/engine",
    request: { login: null },
    want: 200,
    json: [{ name: "default" }],
  },
  {
    ...{ name: "an unknown engine", method: "GET", path: "/engine/NAME/user", want: 404 },
    json: invalid("Process engine NAME not available"),
  },
  {
    name: "no such path",
    method: "GET",
    path: "/nothing",
    want: 404,
    json: error("NotFoundException", "HTTP 404 Not Found"),
  },
  {
    ...{ name: "a method that a path has not", method: "GET", path: "/user/ID", want: 405 },
    json: error("NotAllowedException", "HTTP 405 Method Not Allowed"),
  },
  {
    ...{ name: "text as a profile", method: "PUT", path: "/user/ID/profile", want: 415 },
    request: { body: "{}", headers: { "content-type": "text/plain" } },
    json: error("NotSupportedException", "HTTP 415 Unsupported Media Type"),
  },
  ...["{", "[]", '"text"', '{"id":{}}', '{"id":"ID"} x'].map((body) => ({
    ...{ name: `the profile ${body}`, method: "PUT", path: "/user/ID/profile", want: 400, json: invalid("") },
    request: { body, headers: { "content-type": "application/json" } },
  })),
];

const readOnlyError = invalid("Identity service implementation is read-only.");
/** Where another system keeps the users; that there is no such user or group is not told. */
const onReadOnly: readonly Row[] = [
  { method: "POST", path: "/user/create", request: { body: { profile: user } } },
  { method: "PUT", path: "/user/x/profile", request: { body: user } },
  { method: "PUT", path: "/user/x/credentials", request: { body: { password } } },
  { method: "POST", path: "/user/x/unlock" },
  { method: "DELETE", path: "/user/x" },
  { method: "POST", path: "/group/create", request: { body: group } },
  { method: "PUT", path: "/group/x", request: { body: group } },
  { method: "DELETE", path: "/group/x" },
  { method: "PUT", path: "/group/x/members/x" },
  { method: "DELETE", path: "/group/x/members/x" },
].map((row) => ({ ...row, name: `${row.method} ${row.path}`, want: 403, json: readOnlyError }));

describe.each(engines)("Camunda's own cases · $name", (engine) => {
  let camunda: CamundaInTest;
  let org: CamundaOrg;
  let id: string;
  beforeAll(async () => {
    camunda = await startCamunda(engine);
    org = await camunda.addOrg();
    // User names are unique in the whole directory.
    id = `user${org.id}`;
    const added = await org.call("POST", "/user/create", {
      body: { profile: { ...user, id }, credentials: { password } },
    });
    expect([added.status, added.text]).toEqual([204, ""]);
    await org.call("POST", "/group/create", { body: group });
    expect((await org.call("PUT", `/group/groupId1/members/${id}`)).status).toBe(204);
  });
  afterAll(() => camunda?.close());

  const withId = <Value>(value: Value): Value => {
    if (typeof value === "string") return value.replaceAll(/\bID\b/g, id) as Value;
    if (typeof value !== "object" || value === null || "asymmetricMatch" in value) return value;
    if (Array.isArray(value)) return value.map(withId) as Value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withId(item)])) as Value;
  };
  const check = async (on: CamundaOrg, row: Row) => {
    const answer = await on.call(row.method, withId(row.path), withId(row.request ?? {}));
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status: row.want });
    if (row.json === undefined) expect(answer.text).toBe("");
    else expect(answer.json).toMatchObject(withId(row.json) as object);
    if (row.method === "GET" && row.want === 200) expect(answer.headers.get("cache-control")).toBe("no-cache");
  };

  for (const row of onFixture) it(row.name, () => check(org, row));

  it("a user from the beginning to the end, with the id encoded twice", async () => {
    const own = `${id}.b`;
    const profile = { id: own, firstName: null, lastName: null, email: null };
    expect((await org.call("POST", "/user/create", { body: { profile: { id: own } } })).status).toBe(204);
    const path = `/engine/${org.id}/user/${own.replace(".", "%252E").replace("%252E", ".")}/profile/`;
    expect(
      (await org.call("GET", path, { headers: { accept: "application/hal+json, application/json; q=0.5" } })).json,
    ).toEqual(profile);
    const update = {
      id: own,
      firstName: "firstNameUpdate",
      lastName: "lastNameUpdate",
      email: "testUpdate@example.org",
    };
    expect((await org.call("PUT", path, { body: update })).status).toBe(204);
    expect((await org.call("GET", path)).json).toEqual(update);
    // What is missing is emptied.
    expect((await org.call("PUT", path, { body: { id: own, firstName: 7 } })).status).toBe(204);
    expect((await org.call("GET", path)).json).toEqual({ ...profile, firstName: "7" });
    for (const _ of [1, 2]) expect((await org.call("DELETE", `/user/${own}`, { body: {} })).status).toBe(204);
    expect((await org.call("GET", path)).status).toBe(404);
  });

  it("an id with a slash that is encoded twice is the id with a slash", async () => {
    const { json } = await org.call("GET", "/user/a%252Fb%20c%255Cd%2A/profile");
    expect(json).toEqual(invalid("User with id a/b c\\d* does not exist"));
  });

  it("a group is changed, and its id and limit stay", async () => {
    expect((await org.call("POST", "/group/create", { body: { id: "changing", name: "a" } })).status).toBe(204);
    const update = { id: "changing", name: "b", type: "t" };
    expect((await org.call("PUT", "/group/changing", { body: update })).status).toBe(204);
    expect((await org.call("GET", "/group/changing")).json).toEqual(update);
    expect((await org.call("PUT", "/group/changing", { body: { id: "changing" } })).status).toBe(204);
    expect((await org.call("GET", "/group/changing")).json).toEqual({ id: "changing", name: null, type: null });
    expect((await org.call("DELETE", "/group/changing")).status).toBe(204);
  });

  it("refuses the hazards of a profile, and nobody is changed", async () => {
    const other = `${id}other`;
    await org.call("POST", "/user/create", { body: { profile: { id: other, firstName: "Other" } } });
    const hazards: readonly { body: object | string; message: string }[] = [
      {
        body: { id: other, firstName: "X" },
        message: `The body has the id '${other}' and the path '${id}': an id cannot be changed`,
      },
      { body: { firstName: "X" }, message: `The body needs the id that the path has: '${id}'` },
      { body: { id: null }, message: `The body needs the id that the path has: '${id}'` },
      { body: {}, message: `The body needs the id that the path has: '${id}'` },
      { body: "null", message: `The body needs the id that the path has: '${id}'` },
      { body: "", message: `The body needs the id that the path has: '${id}'` },
    ];
    for (const { body, message } of hazards) {
      const headers = { "content-type": "application/json" };
      const { status, json } = await org.call("PUT", `/user/${id}/profile`, { body, headers });
      expect([status, json]).toEqual([400, invalid(message)]);
    }
    expect((await org.call("GET", `/user/${other}/profile`)).json).toMatchObject({ firstName: "Other" });
    expect((await org.call("GET", `/user/${id}/profile`)).json).toMatchObject({ firstName: "firstName" });
    // It can still log in: nobody got anybody else's password.
    const verified = await org.call("POST", "/identity/verify", { body: { username: other, password } });
    expect(verified.json).toMatchObject({ authenticated: false });
  });

  it("callers without the right to write read, and see what they can do", async () => {
    const viewer = await camunda.addOrg("ORG_OWNER_VIEWER");
    expect((await viewer.call("OPTIONS", "/user/x")).json).toEqual(rels("self"));
    expect((await viewer.call("OPTIONS", "/user")).json).toEqual(rels("list", "count"));
    expect((await viewer.call("OPTIONS", "/group")).json).toEqual(rels("list", "count"));
    expect((await viewer.call("OPTIONS", "/group/x")).json).toEqual(rels("self"));
    expect((await viewer.call("OPTIONS", "/group/x/members")).json).toEqual(rels());
    for (const [method, path, request] of [
      ["PUT", "/user/x/profile", { body: user }],
      ["PUT", "/user/x/credentials", { body: { password } }],
      ["DELETE", "/user/x", {}],
      ["POST", "/user/create", { body: { profile: user } }],
      ["POST", "/user/x/unlock", {}],
      ["POST", "/group/create", { body: group }],
      ["PUT", "/group/x", { body: group }],
      ["DELETE", "/group/x", {}],
      ["PUT", "/group/x/members/x", {}],
      ["DELETE", "/group/x/members/x", {}],
    ] as const) {
      const { status, json } = await viewer.call(method, path, request);
      const resourceName = path.startsWith("/user") ? "User" : path.includes("members") ? "GroupMembership" : "Group";
      const missing = expect.objectContaining({ resourceName, resourceId: null });
      const denied = { type: "AuthorizationException", code: 0, resourceName, missingAuthorizations: [missing] };
      expect([path, status, json]).toMatchObject([path, 403, denied]);
    }
    expect((await viewer.call("GET", "/user")).json).toHaveLength(1);
  });

  it("tenants are organizations", async () => {
    const { call, id: tenantId, name } = org;
    expect((await call("GET", "/tenant")).json).toEqual([{ id: tenantId, name }]);
    expect((await call("GET", "/tenant/count?nameLike=Org%25")).json).toEqual({ count: 1 });
    expect((await call("GET", `/tenant/${tenantId}`)).json).toEqual({ id: tenantId, name });
    const renamed = { id: tenantId, name: `${name} renamed` };
    expect((await call("PUT", `/tenant/${tenantId}`, { body: renamed })).status).toBe(204);
    expect((await call("GET", `/engine/${encodeURIComponent(renamed.name)}/tenant?userMember=${id}`)).json).toEqual([
      renamed,
    ]);
    expect((await call("GET", `/user/count?memberOfTenant=x`)).json).toEqual({ count: 0 });
    const everyFilter = "firstName=firstName&lastName=lastName&email=test@example.org&memberOfGroup=groupId1";
    expect((await call("GET", `/user?${everyFilter}&memberOfTenant=${tenantId}`)).json).toMatchObject([{ id }]);
    expect((await call("DELETE", `/tenant/${tenantId}`)).json).toMatchObject({ type: "ProcessEngineException" });
    expect((await call("PUT", `/tenant/${tenantId}/user-members/${id}`)).status).toBe(500);
    expect((await call("PUT", `/tenant/${tenantId}/user-members/x`)).status).toBe(400);
    expect((await call("DELETE", `/tenant/${tenantId}/user-members/${id}`)).status).toBe(400);
    // A group is in the tenant that it was added in, and in no other.
    expect((await call("PUT", `/tenant/${tenantId}/group-members/groupId1`)).status).toBe(500);
    expect((await call("PUT", `/tenant/${tenantId}/group-members/x`)).status).toBe(400);
    expect((await call("DELETE", `/tenant/${tenantId}/group-members/groupId1`)).status).toBe(400);
    expect((await call("DELETE", `/tenant/${tenantId}/group-members/x`)).status).toBe(204);
    expect((await call("OPTIONS", "/tenant")).json).toEqual(rels("list", "count"));
    expect((await call("OPTIONS", `/tenant/${tenantId}`)).json).toEqual(rels("self", "delete", "update"));
  });

  describe("where another system keeps the users", () => {
    let managed: CamundaOrg;
    beforeAll(async () => {
      managed = await camunda.addOrg();
      await managed.zitadel(OrgService.method.setExternalManagement, { orgId: managed.id, isExternallyManaged: true });
    });
    for (const row of onReadOnly) it(`refuses ${row.name}`, () => check(managed, row));
    it("reads, and offers to read only", async () => {
      expect((await managed.call("GET", "/user/count")).json).toEqual({ count: 1 });
      expect((await managed.call("OPTIONS", "/user")).json).toEqual(rels("list", "count"));
    });
  });
});
