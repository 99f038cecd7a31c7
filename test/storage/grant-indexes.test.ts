import { DatabaseSync } from "@photostructure/sqlite";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Query } from "../../src/storage/connection.ts";
import {
  everyOrg,
  type GroupFilter,
  groupId,
  keyId,
  type MembershipScope,
  type OrgFilter,
  orgId,
  type ProjectGrantFilter,
  projectGrantId,
  projectId,
  type RoleHolding,
  type UserFilter,
  type UserGrantFilter,
  userId,
} from "../../src/storage/contract/index.ts";
import type { EngineDialect } from "../../src/storage/dialect.ts";
import { postgresDialect } from "../../src/storage/postgres/dialect.ts";
import { createQueryBuilder } from "../../src/storage/queries/builder.ts";
import { groupGrantsOnProjectQuery, groupListQuery } from "../../src/storage/queries/group-list.ts";
import { memberListQuery, membershipListQuery } from "../../src/storage/queries/membership-list.ts";
import { metadataListQuery } from "../../src/storage/queries/metadata.ts";
import { orgDomainListQuery, orgListQuery } from "../../src/storage/queries/org-list.ts";
import { projectGrantListAllQuery, projectGrantListQuery } from "../../src/storage/queries/project-grants.ts";
import { projectRoleListQuery } from "../../src/storage/queries/project-roles.ts";
import { projectListQuery } from "../../src/storage/queries/projects.ts";
import { userGrantListAllQuery, userGrantListQuery } from "../../src/storage/queries/user-grants.ts";
import { userListQuery } from "../../src/storage/queries/user-list.ts";
import { sqliteDialect } from "../../src/storage/sqlite/dialect.ts";
import { createQueries } from "../../src/storage/transaction.ts";
import { postgresEngine, sqliteFolderEngine, type TestPlace } from "../support/engines.ts";
import { match } from "./sample-grants.ts";

/** 10,000 rows in each table; an owner, a user or a project has a hundred of them. */
const rowCount = 10_000;

const details = "1, 0, 0";
const aggregateDetails = "1, 1, 0, 0";
const rows: readonly (readonly [table: string, values: string])[] = [
  [
    "orgs",
    `'o' || i, 'Org ' || i, 'org ' || i, case i % 100 when 7 then 'inactive' else 'active' end, '', ${aggregateDetails}, 0`,
  ],
  ["org_domains", `'o' || (i % 100), 'd' || i || '.localhost', 0, 0, ${details}`],
  [
    "users (id, org_id, type, state, user_name, user_name_lower, user_name_domain, first_name, first_name_lower, email, email_lower, sequence, last_sequence, creation_time_us, change_time_us)",
    `'u' || i, 'o' || (i % 100), 'human', 1, 'Name' || i, 'name' || i, 'd' || i || '.localhost', 'F' || i, 'f' || i, 'A' || i || '@x', 'a' || i || '@x', ${aggregateDetails}`,
  ],
  ["user_counts", "'o' || i, 0, case when i < 100 then 100 else 0 end, i"],
  [
    "projects",
    `'p' || i, 'o' || (i % 100), 'Project ' || i, 'project ' || i, 'active', 0, 0, 0, 'unspecified', ${aggregateDetails}`,
  ],
  ["project_roles", `'p' || (i % 100), 'K' || i, 'k' || i, 'Role ' || i, 'role ' || i, '', ${details}`],
  ["project_grants", `'g' || i, 'p' || (i / 100), 'o' || ((i / 100) % 100), 'o' || (i % 100), 'active', ${details}`],
  ["project_grant_roles", `'g' || i, 0, 'K' || (i % 100)`],
  [
    "user_grants",
    `'ug' || i, 'o' || ((i + 1) % 100), 'u' || (i % 100), 'p' || i, 'g' || (i / 100), 'active', ${aggregateDetails}`,
  ],
  ["user_grant_roles", `'ug' || i, 0, 'K' || (i % 100)`],
  ["memberships", `'u' || (i % 100), 'project', 'p' || i, '', 'o' || (i % 100), ${details}`],
  ["memberships", `'u' || i, 'org', 'o' || (i % 100), '', 'o' || (i % 100), ${details}`],
  ["membership_roles", `'u' || i, 'org', 'o' || (i % 100), '', 0, 'ORG_OWNER'`],
  ["groups", `'t' || i, 'o' || (i % 100), 'Group ' || i, 'group ' || i, '', null, ${aggregateDetails}, ''`],
  ["group_members", `'t' || (i % 100), 'u' || i, ${details}`],
  ["group_members", `'t' || (i + 100), 'u' || (i % 100), ${details}`],
  ["group_grants", `'t' || i, 'p' || (i % 100), 'g' || (i / 100), ${details}`],
  ["group_grant_roles", `'t' || i, 'p' || (i % 100), 0, 'K' || (i / 100)`],
  ["user_metadata", `'u' || (i % 100), 'Key ' || i, 'key ' || i, '', ${details}`],
  ["org_metadata", `'o' || (i % 100), 'Key ' || i, 'key ' || i, '', ${details}`],
  ["tokens", `'k' || i, 'u' || (i % 100), 'h' || i, 0, ${details}, 'personal'`],
  ["token_scopes", `'k' || i, 0, 'openid'`],
  ["codes", `'u' || i, 'email', '', 0, 0`],
  ["machine_keys", `'k' || i, 'u' || (i % 100), '', 0, ${details}`],
  ["aliases", "i + 1, 'user', 'u' || i"],
  ["outbox", `'x' || i, 'u' || (i % 100), 'email', case i % 100 when 7 then 'sms' else 'email' end, '', '', i`],
  ["kept_answers", `'k' || i, '', i`],
  ["call_counts", `'b' || i, i, 1`],
  [
    "events (aggregate_type, aggregate_id, sequence, type, resource_owner, editor_id, face, time_us, payload, project_grant_id)",
    `'project', 'p1', i + 1, 'project.grant.changed', 'o1', '', 'test', i, '{}', case i % 100 when 1 then 'g1' end`,
  ],
];

const limitOf = (table: string) => (table === "group_members" ? rowCount - 100 : rowCount);
/** The same text on both engines. */
const fillStatements = rows.map(
  ([table, values]) =>
    `insert into ${table} with recursive numbers (i) as
      (select 0 union all select i + 1 from numbers where i + 1 < ${limitOf(table)}) select ${values} from numbers`,
);

const page = { offset: 0, limit: 20 };
const inOrg = { orgId: orgId("o1") };
const project = projectId("p1");
const grant = projectGrantId("g1");
const user = userId("u1");
const group = groupId("t1");

/** Every list and lookup that an index must serve. Not here: those that ask for all there is, or for parts of texts. */
function queriesOf(dialect: EngineDialect): readonly (readonly [name: string, query: Query])[] {
  const builder = createQueryBuilder(dialect);
  const queries = createQueries(dialect);
  const projectGrants = (...filters: readonly ProjectGrantFilter[]) => {
    const kinds = filters.map(({ kind }) => kind).join(" and ");
    return [
      [`project grants by ${kinds}`, projectGrantListQuery(builder, filters, page)],
      [`all project grants by ${kinds}`, projectGrantListAllQuery(builder, filters)],
    ] as const;
  };
  const userGrants = (...filters: readonly UserGrantFilter[]) => {
    const kinds = filters.map(({ kind }) => kind).join(" and ");
    return [
      [`user grants by ${kinds}`, userGrantListQuery(builder, filters, page)],
      [`all user grants by ${kinds}`, userGrantListAllQuery(queries.userGrants, filters)],
    ] as const;
  };
  const orgs = (filter: OrgFilter) =>
    [
      `organizations by ${filter.kind}${"match" in filter ? ` that ${filter.match.method}` : ""}`,
      orgListQuery(builder, { filters: [filter], sortBy: "name", isAscending: true, page }),
    ] as const;
  // Each kind of filter is here, and those that are never asked for alone are beside what they are asked with.
  const ofProjectGrants: Record<ProjectGrantFilter["kind"], readonly ProjectGrantFilter[]> = {
    project: [{ kind: "project", id: project }],
    owner: [{ kind: "owner", id: inOrg.orgId }],
    "granted-org": [{ kind: "granted-org", id: inOrg.orgId }],
    role: [{ kind: "role", key: "K5" }],
    "project-name": [
      { kind: "granted-org", id: inOrg.orgId },
      { kind: "project-name", match: match("equals", "Project 5") },
    ],
  };
  const ofGroups: Record<GroupFilter["kind"], GroupFilter> = {
    name: { kind: "name", match: match("equals", "group 1", true) },
    ids: { kind: "ids", ids: ["t1", "t2"] },
    member: { kind: "member", id: user },
    granted: { kind: "granted", projectId: project, roleKey: "K1" },
  };
  const usersBy = (filter: UserFilter) =>
    userListQuery(builder, { scope: everyOrg, filters: [filter], sortBy: "id", isAscending: true, page });
  const byOwner = { kind: "owner", id: inOrg.orgId } as const;
  const ofUserGrants: Record<UserGrantFilter["kind"], readonly UserGrantFilter[]> = {
    owner: [byOwner],
    "owner-or-project-owner": [{ kind: "owner-or-project-owner", id: inOrg.orgId }],
    "user-owner": [{ kind: "user-owner", id: inOrg.orgId }],
    user: [{ kind: "user", id: user }],
    users: [{ kind: "users", ids: ["u1", "u2"] }],
    project: [{ kind: "project", id: project }],
    projects: [{ kind: "projects", ids: ["p1", "p2"] }],
    "project-grant": [{ kind: "project-grant", id: grant }],
    role: [{ kind: "role", key: "K5" }],
    "user-text": [byOwner, { kind: "user-text", field: "userName", match: match("equals", "Name5") }],
    "user-type": [byOwner, { kind: "user-type", type: "machine" }],
    "org-name": [byOwner, { kind: "org-name", match: match("equals", "Org 1") }],
    "org-domain": [byOwner, { kind: "org-domain", match: match("equals", "d1.localhost") }],
    "project-name": [byOwner, { kind: "project-name", match: match("equals", "Project 5") }],
  };
  const roles = { projectId: project, onlyKeys: undefined, keys: [], displayNames: [], page };
  const owner = { type: "user", id: user } as const;
  const onOrg: MembershipScope = { type: "org", id: inOrg.orgId };
  const inOrgOfUser = { user_id: user, org_id: inOrg.orgId };
  const memberships = { userId: user, resourceOwners: undefined, filters: [], page };
  const scopesById = (["org", "project", "project-grant"] as const).map((kind) => ({ kind, id: "p1" }));
  const ofProject = { type: "project", id: project, resourceOwner: "o1", fromSequence: 0, limit: 20 } as const;
  const removal = (name: string, removals: readonly Query[]) =>
    removals.map((query, index) => [`removal of memberships on ${name}, ${index + 1}`, query] as const);
  return [
    ["a user", queries.users.find(inOrg, { id: user })],
    ["users of ids", queries.users.findMany(inOrg, { ids: '["u1","u2"]' })],
    ["a user by user name", queries.users.findByUserName(everyOrg, { lower: "name5" })],
    ["whether a user name exists", queries.users.existsWithUserName(everyOrg, { userName: "Name5", lower: "name5" })],
    ["whether an e-mail address exists", queries.users.existsWithEmail(everyOrg, { email: "A5@x", lower: "a5@x" })],
    [
      "whether an e-mail address exists in an organization",
      queries.users.existsWithEmail(inOrg, { email: "A1@x", lower: "a1@x" }),
    ],
    ["users named under a domain", queries.users.listNamedUnder({ domain: "d5.localhost" })],
    orgs({ kind: "id", id: "o1" }),
    orgs({ kind: "ids", ids: ["o1", "o2"] }),
    orgs({ kind: "name", match: match("equals", "ORG 5", true) }),
    orgs({ kind: "name", match: match("starts-with", "ORG 55", true) }),
    orgs({ kind: "domain", match: match("equals", "d5.localhost") }),
    orgs({ kind: "domain", match: match("starts-with", "d55") }),
    orgs({ kind: "state", state: "inactive" }),
    ["the owner of a verified domain", queries.orgs.findVerifiedDomainOwner({ domain: "d5.localhost" })],
    ["a domain", queries.orgs.findDomain({ org_id: inOrg.orgId, domain: "d1.localhost" })],
    ["domains", orgDomainListQuery(builder, inOrg.orgId, [], page)],
    ["domains by name", orgDomainListQuery(builder, inOrg.orgId, [match("equals", "d1.localhost")], page)],
    ["projects", projectListQuery(builder, { scope: inOrg, names: [], ids: undefined, page })],
    ...(["equals", "starts-with"] as const).map((method) => {
      const names = [match(method, "Project 5", true)];
      return [
        `projects whose name ${method}`,
        projectListQuery(builder, { scope: inOrg, names, ids: undefined, page }),
      ] as const;
    }),
    ["projects by ids", projectListQuery(builder, { scope: everyOrg, names: [], ids: ["p1", "p2"], page })],
    ["roles", projectRoleListQuery(builder, roles)],
    ["roles among keys", projectRoleListQuery(builder, { ...roles, onlyKeys: ["K1", "K101"] })],
    ["roles by key", projectRoleListQuery(builder, { ...roles, keys: [match("equals", "K1")] })],
    ["roles by name", projectRoleListQuery(builder, { ...roles, displayNames: [match("equals", "Role 1")] })],
    ["roles by name in an organization", queries.projectRoles.listNamed({ org_id: inOrg.orgId, name: "role 1" })],
    ["roles of keys", queries.projectRoles.findMany({ project_id: project, keys: '["K1"]' })],
    ["a project grant", queries.projectGrants.find({ id: grant })],
    ...Object.values(ofProjectGrants).flatMap((filters) => projectGrants(...filters)),
    ...projectGrants({ kind: "project", id: project }, { kind: "role", key: "K5" }),
    ["a user grant", queries.userGrants.find({ id: "ug1" })],
    ...Object.values(ofUserGrants).flatMap((filters) => userGrants(...filters)),
    ...userGrants({ kind: "project", id: project }, { kind: "role", key: "K5" }),
    ...userGrants(byOwner, { kind: "role", key: "K5" }),
    ...userGrants(byOwner, { kind: "project", id: project }, { kind: "users", ids: ["u1", "u2"] }),
    ["user grants to hold", queries.userGrants.hold({ ids: '["ug1","ug2"]' })],
    ["user grants that are held", queries.userGrants.findRows({ ids: '["ug1","ug2"]' })],
    ["all memberships of a user", queries.memberships.listOfUser({ user_id: user })],
    [
      "memberships of users in an organization",
      queries.memberships.listOfUsersIn({ ids: '["u1","u2"]', org_id: "o1" }),
    ],
    ["a user's memberships that count in an organization", queries.memberships.listOfUserIn(inOrgOfUser)],
    ["memberships of a user", membershipListQuery(builder, memberships)],
    ["memberships of a user by owners", membershipListQuery(builder, { ...memberships, resourceOwners: ["o1"] })],
    [
      "memberships of a user by kinds of scope",
      membershipListQuery(builder, { ...memberships, filters: [{ kind: "scope-types", types: ["org", "project"] }] }),
    ],
    ...[{ kind: "instance" } as const, ...scopesById].map(
      (filter) =>
        [
          `memberships of a user by scope: ${filter.kind}`,
          membershipListQuery(builder, { ...memberships, filters: [filter] }),
        ] as const,
    ),
    [
      "a membership",
      queries.memberships.find({ user_id: user, scope_type: "org", scope_id: inOrg.orgId, scope_key: "" }),
    ],
    ["members", memberListQuery(builder, onOrg, [], page)],
    ...(["firstName", "lastName", "email"] as const).map(
      (field) =>
        [
          `members by ${field}`,
          memberListQuery(builder, onOrg, [{ kind: "text", field, match: match("equals", "F1") }], page),
        ] as const,
    ),
    ["members by user", memberListQuery(builder, onOrg, [{ kind: "user", id: user }], page)],
    ["members by role", memberListQuery(builder, onOrg, [{ kind: "role", role: "ORG_OWNER" }], page)],
    ["metadata", metadataListQuery(builder, { owner, keys: [], page })],
    ["metadata by key", metadataListQuery(builder, { owner, keys: [match("equals", "Key 1")], page })],
    [
      "metadata by a key's beginning",
      metadataListQuery(builder, { owner, keys: [match("starts-with", "Key 1")], page }),
    ],
    [
      "metadata of an organization",
      metadataListQuery(builder, { owner: { type: "org", id: inOrg.orgId }, keys: [], page }),
    ],
    ["metadata of an organization's keys", queries.metadata.org.findMany({ owner_id: "o1", keys: '["Key 1"]' })],
    ["metadata of keys", queries.metadata.user.findMany({ owner_id: user, keys: '["Key 1"]' })],
    ["a key", queries.machineKeys.findById({ id: keyId("k1") })],
    ["keys", queries.machineKeys.listOfUser({ user_id: user, limit: 20, offset: 0 })],
    ["the owner of a token", queries.tokens.findOwner({ hash: "h5" })],
    ["a token", queries.tokens.find({ user_id: user, id: "k1" })],
    ["how many tokens", queries.tokens.countOfUser({ user_id: user })],
    ["tokens", queries.tokens.listOfUser({ user_id: user, limit: 20, offset: 0 })],
    ["a code", queries.codes.find({ user_id: user, purpose: "email" })],
    ["groups", groupListQuery(builder, inOrg, [], page)],
    ...Object.values(ofGroups).map(
      (filter) => [`groups by ${filter.kind}`, groupListQuery(builder, inOrg, [filter], page)] as const,
    ),
    [
      "groups by any role granted",
      groupListQuery(builder, inOrg, [{ kind: "granted", projectId: project, roleKey: undefined }], page),
    ],
    ["groups of names", queries.groups.findByNames({ org_id: "o1", names: '["group 1","group 2"]' })],
    ["groups of users", queries.groups.listOfUsers(inOrg, { ids: '["u1","u2"]' })],
    ["members of a group among users", queries.groups.findMembers({ group_id: group, ids: '["u1","u2"]' })],
    ["how many members groups have", queries.groups.countMembers(inOrg, { ids: '["t1","t2"]' })],
    ["users in a group", usersBy({ kind: "group", id: group })],
    ...(["user-grants", "groups", "any"] as const).flatMap((through) =>
      ["K1", undefined].map((roleKey) => {
        const holding: RoleHolding = { projectId: project, roleKey, orgId: inOrg.orgId, through };
        return [`users with ${roleKey ?? "any role"} through ${through}`, usersBy({ kind: "role", holding })] as const;
      }),
    ),
    ["how many users have roles", queries.roleHolders.count({ org_id: "o1", project_ids: '["p1","p2"]' })],
    ["members of a group", queries.groups.listMembers({ group_id: group, limit: 20, offset: 0 })],
    ["groups of a user", queries.groups.listOfUser({ user_id: user })],
    ["grants of groups", queries.groups.listGrants({ ids: '["t1","t2"]' })],
    ...[
      { projectId: project, projectGrantId: undefined, roleKey: undefined },
      { projectId: project, projectGrantId: undefined, roleKey: "K1" },
      { projectId: project, projectGrantId: grant, roleKey: undefined },
    ].map(
      (query) =>
        [
          `grants of groups on a project by ${Object.values(query).join()}`,
          groupGrantsOnProjectQuery(builder, query),
        ] as const,
    ),
    ["aliases of objects", queries.aliases.findMany({ kind: "user", keys: '["u1","u2"]' })],
    ["objects of aliases", queries.aliases.findByAlias({ kind: "user", aliases: "[5,7]" })],
    ["messages", queries.outbox.list({ channel: "sms", limit: 20 })],
    ["events, ascending", queries.events.listAscending(ofProject)],
    ["events, descending", queries.events.listDescending(ofProject)],
    [
      "events of a project grant, ascending",
      queries.events.listOfGrantAscending({ ...ofProject, projectGrantId: grant }),
    ],
    ["a kept answer", queries.keptAnswers.find({ key: "k5", now_us: 1 })],
    ["removal of expired answers", queries.keptAnswers.deleteExpired({ now_us: 9_000, limit: 8 })],
    ["call counts", queries.callCounts.findMany({ budgets: '["b5","b6"]' })],
    ["removal of old call counts", queries.callCounts.deleteBefore({ window_start_us: 9_000, limit: 8 })],
    [
      "events of a project grant, descending",
      queries.events.listOfGrantDescending({ ...ofProject, fromSequence: 9_999, projectGrantId: grant }),
    ],
    ...removal("an organization", queries.orgs.removeMemberships("o1")),
    ...removal("a project", queries.projects.removeMemberships("p1")),
    ...removal("a project grant", queries.projectGrants.removeMemberships("g1")),
    ...removal("a group", queries.groups.removeMemberships("t1")),
    ["removal of an organization's users", queries.orgs.deleteUsers({ id: "o1" })],
  ];
}

async function createMigrated(place: TestPlace): Promise<void> {
  await (await place.open()).close();
}

describe("sqlite: lists at 10,000 rows", { timeout: 60_000 }, () => {
  let place: TestPlace;
  let database: InstanceType<typeof DatabaseSync>;
  beforeAll(async () => {
    place = await sqliteFolderEngine.createPlace();
    await createMigrated(place);
    if (place.location.kind !== "sqlite") throw new Error("not a folder");
    database = new DatabaseSync(`${place.location.folder}/roster.db`, { enableForeignKeyConstraints: true });
    database.exec("PRAGMA case_sensitive_like = ON; PRAGMA synchronous = OFF");
    for (const statement of fillStatements) database.exec(statement);
  }, 60_000);
  afterAll(async () => {
    database.close();
    await place.remove();
  });

  // What has few rows by its nature: values of a parameter, what was found before, the one instance.
  const small = new Set(["json_each", "page", "counted", "holdings", "CONSTANT", "instance"]);
  for (const [name, { sql, parameters }] of queriesOf(sqliteDialect)) {
    it(`${name}: an index and no full scan`, () => {
      const found: { readonly detail: string }[] = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
      const plan = found.map(({ detail }) => detail).join("\n");
      const scans = [...plan.matchAll(/^SCAN (\w+|\(\w+-\d+\)).*$/gm)].filter(
        ([, table = ""]) => !small.has(table) && !table.startsWith("("),
      );
      expect(
        scans.map(([line]) => line),
        plan,
      ).toEqual([]);
    });
  }

  it("a caller's roles in one organization are found without reading those elsewhere", () => {
    const { sql, parameters } = createQueries(sqliteDialect).memberships.listOfUserIn({ user_id: "u1", org_id: "o1" });
    const found: { readonly detail: string }[] = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters);
    const searches = found.flatMap(({ detail }) => (detail.startsWith("SEARCH memberships") ? [detail] : []));
    expect(searches).toEqual([
      "SEARCH memberships USING PRIMARY KEY (user_id=? AND scope_type=?)",
      "SEARCH memberships USING COVERING INDEX memberships_owner (user_id=? AND resource_owner=?)",
      "SEARCH memberships USING PRIMARY KEY (user_id=? AND scope_type=? AND scope_id=?)",
    ]);
  });

  it("every foreign key has an index that begins with its columns", () => {
    interface ForeignKeyColumn {
      readonly child: string;
      readonly id: number;
      readonly column: string;
    }
    const keyColumns: ForeignKeyColumn[] = database
      .prepare(`SELECT m.name AS child, f.id AS id, f."from" AS "column" FROM sqlite_master AS m,
        pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' ORDER BY m.name, f.id, f.seq`)
      .all();
    const indexes: { readonly child: string; readonly columns: string }[] = database
      .prepare(`SELECT m.name AS child, (SELECT group_concat(c.name ORDER BY c.seqno) || ',' FROM
        pragma_index_info(i.name) AS c) AS columns FROM sqlite_master AS m, pragma_index_list(m.name) AS i
        WHERE m.type = 'table' AND i.partial = 0`)
      .all();
    const keys = new Map<string, string>();
    for (const { child, id, column } of keyColumns) {
      keys.set(`${child} ${id}`, `${keys.get(`${child} ${id}`) ?? ""}${column},`);
    }
    expect(keys.size).toBeGreaterThan(20);
    const bare = [...keys].filter(
      ([key, columns]) =>
        !indexes.some((index) => index.child === key.split(" ")[0] && index.columns.startsWith(columns)),
    );
    expect(bare).toEqual([]);
  });
});

describe("postgres: lists at 10,000 rows", { timeout: 60_000 }, () => {
  let place: TestPlace;
  let sql: postgres.Sql;
  beforeAll(async () => {
    place = await postgresEngine.createPlace();
    await createMigrated(place);
    if (place.location.kind !== "postgres") throw new Error("not PostgreSQL");
    sql = postgres(place.location.url, { max: 1, onnotice: () => {} });
    for (const statement of fillStatements) await sql.unsafe(statement);
    await sql.unsafe("vacuum analyze");
    // As is set for disks without heads: at this size PostgreSQL would rather read a table of a hundred pages than seek.
    await sql.unsafe("set random_page_cost = 1.1");
  }, 60_000);
  afterAll(async () => {
    await sql.end();
    await place.remove();
  });

  for (const [name, query] of queriesOf(postgresDialect)) {
    it(`${name}: an index and no full scan`, async () => {
      const found = await sql.unsafe(`explain ${query.sql}`, [...query.parameters], { prepare: true });
      const plan = found.map((row) => String(row["QUERY PLAN"])).join("\n");
      const scans = [...plan.matchAll(/Seq Scan on (?!instance)\w+/g)].map(([line]) => line);
      expect(scans, plan).toEqual([]);
      expect(plan).toMatch(/Index (Only )?Scan|Bitmap Index Scan/);
    });
  }

  it("a caller's roles in one organization are found without reading those elsewhere", async () => {
    const query = createQueries(postgresDialect).memberships.listOfUserIn({ user_id: "u1", org_id: "o1" });
    const found = await sql.unsafe(`explain ${query.sql}`, [...query.parameters], { prepare: true });
    const plan = found.map((row) => String(row["QUERY PLAN"])).join("\n");
    expect(plan).toMatch(/using memberships_owner on memberships.*\n.*user_id = 'u1'.* AND \(resource_owner = 'o1'/);
  });
});
