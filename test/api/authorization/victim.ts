import type { MessageInitShape } from "@bufbuild/protobuf";
import { expect } from "vitest";
import type { CommandSchema } from "../../../gen/adobe/usermanagement/v2/command_pb.ts";
import { UserManagementService } from "../../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import { newMachine, type OrgInTest } from "../org-in-test.ts";
import { addProject } from "../project-in-test.ts";
import { unique } from "../unique.ts";
import { type Caller, rpc, type World } from "../world.ts";

/** A text in every name and key that the victim's objects have, in lower case. */
const secret = "tresor";

/** An organization with one of everything, whose names and ids nobody else may see. */
export interface Victim {
  readonly orgId: string;
  /** Its primary domain. */
  readonly domain: string;
  readonly metadataKey: string;
  readonly loginName: string;
  readonly humanId: string;
  readonly machineId: string;
  readonly keyId: string;
  readonly tokenId: string;
  readonly projectId: string;
  /** Key of a role of the project. */
  readonly roleKey: string;
  /** A group that the human is in and administers. */
  readonly groupName: string;
  /** A grant of the project to the tenant. */
  readonly projectGrantId: string;
  readonly tenantId: string;
  /** A user grant that the victim gave. */
  readonly userGrantId: string;
  /** The callers to whom everything must show. */
  readonly owner: Caller;
  readonly tenantOwner: Caller;
  readonly machine: Caller;
  /** Whether an answer tells anything of the victim. */
  isToldIn(json: string): boolean;
}

/** A new owner of the organization as the caller, by every interface. */
export async function asMember(world: World, org: OrgInTest): Promise<Caller> {
  const { id, token } = await org.addMember("ORG_OWNER");
  return world.as({ token, apiKey: id });
}

/** Adds a group with one user, who administers it and a profile as well. */
async function addGroup(owner: OrgInTest, groupName: string, loginName: string, profileName: string): Promise<void> {
  const commands: MessageInitShape<typeof CommandSchema>[] = [
    {
      root: { case: "usergroup", value: groupName },
      steps: [
        { step: { case: "createUserGroup", value: {} } },
        { step: { case: "add", value: { user: [loginName] } } },
      ],
    },
    {
      root: { case: "user", value: loginName },
      steps: [{ step: { case: "add", value: { group: [`_admin_${groupName}`, `_admin_${profileName}`] } } }],
    },
  ];
  const { errors } = await owner.ok(UserManagementService.method.runCommands, { orgId: owner.id, commands });
  expect(errors).toEqual([]);
}

/** Adds the victim, and an organization that it lends its project to. */
export async function addVictim(world: World): Promise<Victim> {
  const owner = await world.addOrg(unique(`${secret} org `));
  const tenant = await world.addOrg();
  const loginName = unique(`${secret}-human-`);
  const humanId = await owner.addHuman({
    userName: loginName,
    profile: { firstName: secret, lastName: secret },
    email: { email: `${secret}@example.com`, isEmailVerified: true },
    phone: { phone: "+41791234567", isPhoneVerified: true },
  });
  const machineId = await owner.addMachine(newMachine({ userName: unique(`${secret}-machine-`), name: secret }));
  const { token, id: tokenId } = await owner.addToken(machineId);
  const { keyId } = await owner.ok(rpc.addMachineKey, { userId: machineId, type: 1 });
  const value = new Uint8Array([1]);
  for (const id of [humanId, machineId]) await owner.ok(rpc.setUserMetadata, { id, key: secret, value });
  await owner.ok(rpc.setOrgMetadata, { key: secret, value });
  const domain = (await owner.ok(rpc.getMyOrg, {})).org?.primaryDomain ?? "";
  const project = await addProject(owner, secret);
  await owner.ok(rpc.updateProject, { id: project.id, name: unique(`${secret} project `) });
  const projectGrantId = await project.lendTo(tenant, secret);
  await owner.ok(rpc.addOrgMember, { userId: machineId, roles: ["ORG_OWNER_VIEWER"] });
  await owner.ok(rpc.addProjectMember, { projectId: project.id, userId: machineId, roles: ["PROJECT_OWNER"] });
  const member = { projectId: project.id, grantId: projectGrantId, userId: machineId, roles: ["PROJECT_GRANT_OWNER"] };
  await owner.ok(rpc.addProjectGrantMember, member);
  const userGrantId = await project.authorize(humanId, secret);
  await project.authorize(machineId, secret);
  const groupName = `${secret} group`;
  await addGroup(owner, groupName, loginName, `Role ${secret}`);
  const ids = { humanId, machineId, keyId, tokenId, projectId: project.id, projectGrantId, userGrantId };
  const marks = [secret, owner.id, ...Object.values(ids)];
  return {
    ...{
      ...ids,
      orgId: owner.id,
      domain,
      metadataKey: secret,
      roleKey: secret,
      groupName,
      loginName,
      tenantId: tenant.id,
      owner,
      tenantOwner: await asMember(world, tenant),
    },
    machine: world.as({ token, apiKey: machineId }),
    isToldIn: (json) => marks.some((mark) => json.toLowerCase().includes(mark)),
  };
}
