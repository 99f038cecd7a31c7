import { hashPassword } from "../../../src/directory/password.ts";
import { hashToken } from "../../../src/directory/personal-access-tokens.ts";
import {
  groupId,
  type InstanceRow,
  type MembershipRow,
  type MembershipScope,
  orgId,
  projectGrantId,
  projectId,
  type Transaction,
  userGrantId,
  userId,
} from "../../../src/storage/contract/index.ts";
import {
  sampleHuman,
  sampleMachine,
  sampleMembership,
  sampleOrg,
  sampleToken,
  sampleUser,
} from "../../storage/sample.ts";
import {
  sampleGroup,
  sampleProject,
  sampleProjectGrant,
  sampleRole,
  sampleUserGrant,
} from "../../storage/sample-grants.ts";
import type { NamedObjects } from "./face.ts";
import type { Held } from "./oracle.ts";

/**
 * What surrounds one caller, for it alone, so that its calls may do what they are allowed to do: its home organization
 * lends two projects to a tenant; a third organization has nothing to do with them, and lends a project to the same
 * tenant. Ids say what they are of.
 */
export interface Estate {
  readonly homeOrgId: string;
  readonly tenantOrgId: string;
  readonly otherOrgId: string;
  /** The caller, and a machine that has the same roles. */
  readonly caller: EstateCaller & { readonly login: string };
  readonly machine: EstateCaller;
  /** The home organization with its first project, and with its second. */
  readonly home: NamedObjects;
  readonly sibling: NamedObjects;
  /** The tenant with what it has of the first project, and of the second. */
  readonly tenant: NamedObjects;
  readonly tenantSibling: NamedObjects;
  /** The third organization with its project. */
  readonly other: NamedObjects;
}

/** A user of the home organization with its token. */
interface EstateCaller {
  readonly id: string;
  readonly token: string;
}

/** The password of every caller. */
export const callerPassword = "Secret-1";

/** The names of an estate's objects. */
export function nameEstate(name: string): Estate {
  const id = (object: string) => `${name}:${object}`;
  const set = (org: string, project: string, projectOrg: string): NamedObjects => {
    const projectGrantId = id(`${project}-grant`);
    const isLent = org !== projectOrg;
    return {
      orgId: id(org),
      userId: id(`${org}-human`),
      groupId: id(`${org}-group`),
      projectId: id(project),
      roleKey: "profile",
      projectOrgId: id(projectOrg),
      projectGrantId,
      grantedOrgId: id("tenant"),
      userGrantId: id(`${org}-${project}-user-grant`),
      userGrantOn: isLent ? [projectGrantId, id(project)] : [id(project)],
    };
  };
  return {
    homeOrgId: id("home"),
    tenantOrgId: id("tenant"),
    otherOrgId: id("other"),
    // What is before a colon is all of a name in HTTP Basic.
    caller: { id: id("caller"), token: id("token"), login: `${name}.caller` },
    machine: { id: id("machine"), token: id("machine-token") },
    home: set("home", "first", "home"),
    sibling: set("home", "second", "home"),
    tenant: set("tenant", "first", "home"),
    tenantSibling: set("tenant", "second", "home"),
    other: set("other", "third", "other"),
  };
}

/** What callers have in common: hashing a password for each would take its time. */
export const hashCallerPassword = (): Promise<string> => hashPassword(callerPassword);

/** Stores the estate, its caller with what it holds; answers the numbers that objects have for who numbers them. */
export async function storeEstate(
  tx: Transaction,
  estate: Estate,
  held: readonly Held[],
  { instance, passwordHash }: { readonly instance: InstanceRow; readonly passwordHash: string },
): Promise<ReadonlyMap<string, number>> {
  const { homeOrgId, tenantOrgId, otherOrgId, caller, machine } = estate;
  for (const id of [homeOrgId, tenantOrgId, otherOrgId]) {
    await tx.orgs.insert(sampleOrg({ id: orgId(id), primaryDomain: "" }));
    // Without a password and with an address of its own: nothing that a call does to it takes time.
    const kind = { ...sampleHuman, email: `${id.replace(":", "-")}@example.com` };
    await tx.users.insert(sampleUser(`${id}-human`, { orgId: orgId(id), kind }));
    await tx.groups.insert(sampleGroup({ id: groupId(`${id}-group`), orgId: orgId(id) }));
  }
  const kind = { ...sampleHuman, email: `${caller.login}@example.com`, passwordHash };
  await tx.users.insert(sampleUser(caller.id, { orgId: orgId(homeOrgId), userName: caller.login, kind }));
  await tx.users.insert(sampleMachine(machine.id, { orgId: orgId(homeOrgId) }));
  for (const set of [estate.home, estate.sibling, estate.other]) await storeProject(tx, set);
  for (const set of [estate.tenant, estate.tenantSibling]) await storeUserGrant(tx, set);
  for (const { id, token } of [caller, machine]) {
    await tx.tokens.insert(sampleToken(userId(id), token, { hash: hashToken(token) }));
    for (const membership of held) await tx.memberships.insert(membershipOf(id, membership, instance));
  }
  const sets = [estate.home, estate.tenant, estate.other];
  const rows = [
    ...(await tx.aliases.ensure(
      "org",
      sets.map((set) => set.orgId),
    )),
    ...(await tx.aliases.ensure(
      "user",
      sets.map((set) => set.userId),
    )),
    ...(await tx.aliases.ensure(
      "group",
      sets.map((set) => set.groupId),
    )),
  ];
  return new Map(rows.map(({ key, alias }) => [key, alias]));
}

async function storeProject(tx: Transaction, set: NamedObjects): Promise<void> {
  const project = { id: projectId(set.projectId), orgId: orgId(set.projectOrgId) };
  await tx.projects.insert(sampleProject(project));
  await tx.projectRoles.insert([sampleRole(set.roleKey, { projectId: project.id })]);
  await tx.projectGrants.insert(
    sampleProjectGrant({
      id: projectGrantId(set.projectGrantId),
      projectId: project.id,
      orgId: project.orgId,
      grantedOrgId: orgId(set.grantedOrgId),
      roleKeys: [],
    }),
  );
  await storeUserGrant(tx, set);
}

const storeUserGrant = (tx: Transaction, set: NamedObjects): Promise<void> =>
  tx.userGrants.insert(
    sampleUserGrant(set.userGrantId, userId(set.userId), {
      id: userGrantId(set.userGrantId),
      orgId: orgId(set.orgId),
      projectId: projectId(set.projectId),
      projectGrantId: set.orgId === set.projectOrgId ? undefined : projectGrantId(set.projectGrantId),
      roleKeys: [],
    }),
  );

function membershipOf(callerId: string, { on, id, countIn, roles }: Held, instance: InstanceRow): MembershipRow {
  const [owner = ""] = countIn === "everywhere" ? [] : countIn;
  const scope: MembershipScope = {
    instance: { type: "instance", id: instance.id },
    org: { type: "org", id: orgId(id) },
    project: { type: "project", id: projectId(id) },
    "project-grant": { type: "project-grant", id: projectGrantId(id) },
    "project-role": { type: "project-role", id: projectId(id), roleKey: "profile" },
  }[on] as MembershipScope;
  return sampleMembership(userId(callerId), {
    scope,
    resourceOwner: on === "instance" ? instance.id : orgId(owner),
    roles,
  });
}
