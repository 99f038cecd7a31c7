import { type DescField, type DescMethodUnary, type DescService, getOption } from "@bufbuild/protobuf";
import { access } from "../../../gen/roster/access/v1/access_pb.ts";
import { rpcsOf } from "./calls.ts";
import { faces } from "./matrix.ts";
import type { Victim } from "./victim.ts";

/** What is known of a read that its descriptor does not say. Whatever is left out is as for most. */
interface ReadFacts {
  /** Further requests than the one made of the victim's ids: conditions that name it. */
  readonly requests?: (victim: Victim) => readonly Record<string, unknown>[];
  /** To whom the requests show something of the victim; `undefined` with a reason where there is nothing to show. */
  readonly shownTo?: "owner" | "tenantOwner" | "machine";
  /** Why there is nothing of any organization in the answer. */
  readonly showsNothing?: string;
  /** Why everyone with the permission may see it. */
  readonly isOpen?: string;
  /** Whether an organization that has a project grant may see of its owner what this shows. */
  readonly isForTenant?: true;
}

const sameForAll = { showsNothing: "says the same to everyone" } as const;
const ofHumanCaller = { showsNothing: "is about a human caller, and only machines have tokens here" } as const;
const own = { shownTo: "machine" } as const;
const granted = { shownTo: "tenantOwner", isForTenant: true } as const;

/** By service and name: only what differs from most reads, whose request of the victim's ids shows it to its owner. */
const facts: Readonly<Record<string, ReadFacts>> = {
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
  "UserService/ListUsers": {
    requests: ({ orgId, humanId }) => [
      { queries: [{ query: { case: "organizationIdQuery", value: { organizationId: orgId } } }] },
      { queries: [{ query: { case: "inUserIdsQuery", value: { userIds: [humanId] } } }] },
    ],
  },
};

/** A read of the server's, with what there is to ask it. */
export interface Read extends ReadFacts {
  readonly name: string;
  readonly method: DescMethodUnary;
  requestsAbout(victim: Victim): readonly Record<string, unknown>[];
}

/** Verbs that RPCs begin with which change something; every other RPC is a read. */
const writes = new RegExp(
  `^(${[
    ...["Add", "BulkAdd", "BulkRemove", "BulkSet", "Create", "Deactivate", "Delete", "Generate", "Import", "Lock"],
    ...["PasswordReset", "Reactivate", "Remove", "Resend", "Send", "Set", "Unlock", "Update", "Validate", "Verify"],
  ].join("|")})`,
);

const nameOf = ({ parent, name }: DescMethodUnary) => `${(parent satisfies DescService).name}/${name}`;

/** Every read. */
export const reads: readonly Read[] = rpcsOf(faces)
  .filter(({ method }) => !writes.test(method.name))
  .map(({ method }) => {
    const name = nameOf(method);
    const known = facts[name];
    return {
      ...{ name, method, ...known },
      requestsAbout: (victim) => [
        ...(known?.isOpen !== undefined && known.requests ? [] : [namingRequest(method, victim)]),
        ...(known?.requests?.(victim) ?? []),
      ],
    };
  });

/** Entries that are of no RPC, and RPCs taken for writes that ask for a permission to read. */
export const listMistakes = (): readonly string[] => [
  ...Object.keys(facts).filter((name) => !reads.some((read) => read.name === name)),
  ...rpcsOf(faces).flatMap(({ method }) => {
    const { rule } = getOption(method, access);
    const isReading = rule.case === "permission" && rule.value.endsWith(".read");
    return isReading && writes.test(method.name) ? [nameOf(method)] : [];
  }),
];

/** A request that names the victim's objects in every field that can. */
const namingRequest = (method: DescMethodUnary, victim: Victim): Record<string, unknown> =>
  Object.fromEntries(
    method.input.fields.flatMap((field) => {
      const value = idFor(method, field, victim);
      return value === undefined ? [] : [[field.localName, value] as const];
    }),
  );

function idFor({ name }: DescMethodUnary, field: DescField, victim: Victim): string | undefined {
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
