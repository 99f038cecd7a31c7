import { generateKeyPairSync } from "node:crypto";
import type { DescMethodUnary } from "@bufbuild/protobuf";
import { KeyType } from "../../gen/zitadel/authn/v1/key_pb.ts";
import { TextQueryMethod } from "../../gen/zitadel/v1/object_pb.ts";
import { addProject, addStranger, authorizeOn } from "./project-in-test.ts";
import { unique } from "./unique.ts";
import { adminRpc, authRpc, type Caller, rpc, type World } from "./world.ts";

/** A list with entries in it, as one caller reads it. */
export interface Listed {
  readonly method: DescMethodUnary;
  readonly message: Record<string, unknown>;
  readonly caller: Caller;
  /** Entries it has at least. */
  readonly least: number;
  /** Whether the direction of the query turns it. */
  readonly isSorted: boolean;
}

const publicKey = Buffer.from(
  generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" }),
);

const threeKeys = ["a", "b", "c"];
const metadata = threeKeys.map((key) => ({ key, value: Uint8Array.of(1) }));
const roles = { org: ["ORG_OWNER"], project: ["PROJECT_OWNER"], grant: ["PROJECT_GRANT_OWNER"] };

/**
 * An organization with three entries in each of its lists, and two more that have what it lends.
 * Lists of the whole instance, which other cases add to meanwhile, are narrowed to what is added here.
 */
export async function addListed(world: World) {
  const name = unique("Listed ");
  const [owner, tenant, third] = [
    await world.addOrg(`${name} 1`),
    await world.addOrg(`${name} 2`),
    await world.addOrg(`${name} 3`),
  ];
  const projects = await Promise.all(threeKeys.map(() => addProject(owner, ...threeKeys)));
  const projectId = projects[0]?.id ?? "";
  const strangers = await Promise.all(threeKeys.map(() => addStranger(owner)));
  const [{ id: machineId, token } = { id: "", token: "" }] = strangers;
  const self = world.as({ token });

  const grantIds: string[] = [];
  for (const project of projects) grantIds.push(await project.lendTo(tenant, ...threeKeys));
  for (const other of [third, await world.addOrg()]) await projects[0]?.lendTo(other, ...threeKeys);
  const grantId = grantIds[0] ?? "";
  await owner.ok(rpc.bulkSetOrgMetadata, { metadata });
  await owner.ok(rpc.bulkSetUserMetadata, { id: machineId, metadata });
  for (const [index, { id: userId }] of strangers.entries()) {
    await owner.ok(rpc.addMachineKey, { userId: machineId, type: KeyType.JSON, publicKey });
    await owner.addToken(machineId);
    await owner.ok(rpc.addOrgDomain, { domain: `${unique("listed")}.example` });
    await owner.ok(rpc.addOrgMember, { userId, roles: roles.org });
    await owner.ok(rpc.addProjectMember, { projectId, userId, roles: roles.project });
    await owner.ok(rpc.addProjectGrantMember, { projectId, grantId, userId, roles: roles.grant });
    await authorizeOn(owner, projects[index]?.id ?? "", machineId, "a");
  }
  for (const other of [tenant, third]) await authorizeOn(other, projectId, machineId, "a");
  await world.ok(adminRpc.addIAMMember, { userId: machineId, roles: ["IAM_OWNER_VIEWER"] });

  const of = (
    method: DescMethodUnary,
    message: Record<string, unknown> = {},
    given: Partial<Pick<Listed, "caller" | "least" | "isSorted">> = {},
  ): Listed => ({ method, message, caller: owner, least: 3, isSorted: false, ...given });
  const ofMachine = { userId: machineId };
  const prefix = { query: { case: "nameQuery", value: { name, method: TextQueryMethod.STARTS_WITH } } };
  const sorted = { isSorted: true };
  const own = { caller: self };
  const listed: Readonly<Record<string, Listed>> = {
    ListUsers: of(rpc.listUsers, {}, sorted),
    ListUserMetadata: of(rpc.listUserMetadata, { id: machineId }),
    ListMachineKeys: of(rpc.listMachineKeys, ofMachine),
    ListPersonalAccessTokens: of(rpc.listPersonalAccessTokens, ofMachine),
    ListUserMemberships: of(rpc.listUserMemberships, ofMachine),
    ListOrgMetadata: of(rpc.listOrgMetadata),
    ListOrgDomains: of(rpc.listOrgDomains),
    ListOrgMembers: of(rpc.listOrgMembers),
    ListProjects: of(rpc.listProjects),
    ListGrantedProjects: of(rpc.listGrantedProjects, {}, { caller: tenant }),
    ListGrantedProjectRoles: of(rpc.listGrantedProjectRoles, { projectId, grantId }, { caller: tenant }),
    ListProjectRoles: of(rpc.listProjectRoles, { projectId }),
    ListProjectMembers: of(rpc.listProjectMembers, { projectId }),
    ListProjectGrants: of(rpc.listProjectGrants, { projectId }),
    ListAllProjectGrants: of(rpc.listAllProjectGrants, {}, { least: 5 }),
    ListProjectGrantMembers: of(rpc.listProjectGrantMembers, { projectId, grantId }),
    ListUserGrants: of(rpc.listUserGrants),
    "zitadel.admin.v1.AdminService/ListOrgs": of(adminRpc.listOrgs, { queries: [prefix] }, sorted),
    "zitadel.admin.v1.AdminService/ListIAMMembers": of(
      adminRpc.listIAMMembers,
      { queries: [{ query: { case: "userIdQuery", value: ofMachine } }] },
      { least: 1 },
    ),
    "zitadel.auth.v1.AuthService/ListMyMetadata": of(authRpc.listMyMetadata, {}, own),
    "zitadel.auth.v1.AuthService/ListMyUserGrants": of(authRpc.listMyUserGrants, {}, { ...own, least: 5 }),
    "zitadel.auth.v1.AuthService/ListMyProjectOrgs": of(authRpc.listMyProjectOrgs, {}, { ...own, ...sorted }),
    "zitadel.auth.v1.AuthService/ListMyMemberships": of(authRpc.listMyMemberships, {}, own),
  };
  return { owner, self, projectId, grantId, machineId, listed };
}
