import type { DescField, DescMethodUnary } from "@bufbuild/protobuf";
import type { ReadFacts } from "./face.ts";
import type { Victim } from "./victim.ts";

const sameForAll = { showsNothing: "says the same to everyone" } as const;
const ofHumanCaller = { showsNothing: "is about a human caller, and only machines have tokens here" } as const;
const own = { shownTo: "machine" } as const;
const granted = { shownTo: "tenantOwner", isForTenant: true } as const;

/** Reads of ManagementService, AdminService and AuthService that differ from most. */
export const v1Reads: Readonly<Record<string, ReadFacts>> = {
  "ManagementService/Healthz": sameForAll,
  "ManagementService/GetIAM": sameForAll,
  "ManagementService/GetSupportedLanguages": sameForAll,
  "ManagementService/IsUserUnique": {
    showsNothing: "names are unique in the whole instance, and it says only whether",
  },
  "ManagementService/ListOrgMemberRoles": sameForAll,
  "ManagementService/ListProjectMemberRoles": sameForAll,
  "ManagementService/ListProjectGrantMemberRoles": sameForAll,
  "ManagementService/GetUserByLoginNameGlobal": {
    requests: ({ loginName }) => [{ loginName }],
    isOpen: "finds users of every organization by their whole login name, to give them roles",
  },
  "ManagementService/GetOrgByDomainGlobal": {
    isOpen: "finds organizations by their whole domain, to lend them projects",
  },
  "ManagementService/GetGrantedProjectByID": granted,
  "ManagementService/ListGrantedProjects": granted,
  "ManagementService/ListGrantedProjectRoles": granted,
  "ManagementService/GetProjectGrantByID": { isForTenant: true },
  "ManagementService/ListProjectGrantMembers": { isForTenant: true },
  "ManagementService/ListUserGrants": {
    requests: ({ humanId, projectId, projectGrantId }) => [
      { queries: [{ query: { case: "userIdQuery", value: { userId: humanId } } }] },
      { queries: [{ query: { case: "projectIdQuery", value: { projectId } } }] },
      { queries: [{ query: { case: "withGrantedQuery", value: { withGranted: true } } }] },
      { queries: [{ query: { case: "projectGrantIdQuery", value: { projectGrantId } } }] },
    ],
  },
  "ManagementService/ListAllProjectGrants": {
    requests: ({ projectId, tenantId }) => [
      { queries: [{ query: { case: "projectIdQuery", value: { projectId } } }] },
      { queries: [{ query: { case: "grantedOrgIdQuery", value: { grantedOrgId: tenantId } } }] },
    ],
  },
  "AdminService/Healthz": sameForAll,
  "AdminService/GetDefaultOrg": { showsNothing: "is about the default organization, which is not the victim" },
  "AdminService/IsOrgUnique": { showsNothing: "names are unique in the whole instance, and it says only whether" },
  "AdminService/ListIAMMemberRoles": sameForAll,
  "AdminService/ListIAMMembers": { showsNothing: "is about the instance, of which nobody here is a member" },
  "AuthService/Healthz": sameForAll,
  "AuthService/GetMyUser": own,
  "AuthService/ListMyUserChanges": own,
  "AuthService/ListMyMetadata": own,
  "AuthService/GetMyMetadata": own,
  "AuthService/GetMyProfile": ofHumanCaller,
  "AuthService/GetMyEmail": ofHumanCaller,
  "AuthService/GetMyPhone": ofHumanCaller,
  "AuthService/ListMyUserGrants": own,
  "AuthService/ListMyProjectOrgs": own,
  "AuthService/ListMyZitadelPermissions": own,
  "AuthService/ListMyMemberships": {
    ...own,
    requests: ({ orgId, projectId }) => [
      { queries: [{ query: { case: "orgQuery", value: { orgId } } }] },
      { queries: [{ query: { case: "projectQuery", value: { projectId } } }] },
    ],
  },
};

/** Reads of UserService that differ from most. */
export const v2Reads: Readonly<Record<string, ReadFacts>> = {
  "UserService/ListUsers": {
    requests: ({ orgId, humanId }) => [
      { queries: [{ query: { case: "organizationIdQuery", value: { organizationId: orgId } } }] },
      { queries: [{ query: { case: "inUserIdsQuery", value: { userIds: [humanId] } } }] },
    ],
  },
};

/** The id or key of the victim that a field takes. */
export function textAbout(victim: Victim, { name }: DescMethodUnary, field: DescField): string | undefined {
  switch (field.name) {
    case "id":
      return /Project/.test(name) ? victim.projectId : /Org/.test(name) ? victim.orgId : victim.humanId;
    case "user_id":
      return /Key|Token|Membership/.test(name) ? victim.machineId : victim.humanId;
    case "project_id":
      return victim.projectId;
    case "grant_id":
      return /UserGrant/.test(name) ? victim.userGrantId : victim.projectGrantId;
    case "key_id":
      return victim.keyId;
    case "token_id":
      return victim.tokenId;
    case "key":
      return victim.metadataKey;
    case "domain":
      return victim.domain;
    default:
      return undefined;
  }
}
