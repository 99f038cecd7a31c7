import type { DescField } from "@bufbuild/protobuf";
import { AdminService } from "../../../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../../../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../../../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../../../gen/zitadel/user/v2/user_service_pb.ts";
import type { Face, NamedObjects } from "./face.ts";
import type { CloserLook } from "./oracle.ts";
import { textAbout, v1Reads, v2Reads } from "./zitadel-reads.ts";

/** ManagementService, AdminService and AuthService. Users are named by an id nobody has unless a rule needs one. */
export const v1: Face = {
  services: [ManagementService, AdminService, AuthService],
  valueOf: (method, field, named) => {
    switch (field.name) {
      case "project_id":
        return named.projectId;
      case "project_grant_id":
        return named.projectGrantId;
      case "granted_org_id":
        return named.grantedOrgId;
      case "grant_id":
        return listed(field, /UserGrant/.test(method.name) ? named.userGrantId : named.projectGrantId);
      case "id":
        return /Project/.test(method.name) ? named.projectId : "1";
      case "user_id":
        return "1";
      default:
        return undefined;
    }
  },
  requests: {
    AddProjectGrantMember: ({ userId }) => ({ userId, roles: ["PROJECT_GRANT_OWNER"] }),
    UpdateProjectGrantMember: () => ({ roles: ["PROJECT_GRANT_OWNER"] }),
  },
  closerLooksOf: ({ name }, named, callOrgId) => {
    const look = v1Looks[name]?.(named, callOrgId);
    return look === undefined ? [] : [look];
  },
  canBeAboutCaller: () => false,
  isolation: { reads: v1Reads, textAbout },
  last: ["DeactivateProject", "DeactivateOrg", "RemoveProjectGrant", "RemoveUserGrant", "BulkRemoveUserGrant"].concat([
    "RemoveProject",
    "RemoveOrg",
  ]),
};

const listed = (field: DescField, id: string) => (field.fieldKind === "list" ? [id] : id);

type Look = (named: NamedObjects, callOrgId: string | undefined) => CloserLook | undefined;

/** A grant of a project, which its owner alone can change: elsewhere it is not found, whoever asks. */
const ofProjectGrant =
  (permission: string, idsOf: (named: NamedObjects) => readonly string[] = grantAndProject): Look =>
  (named, callOrgId) =>
    callOrgId === named.projectOrgId ? look(permission, callOrgId, idsOf(named)) : undefined;

/** Members of a project grant, which both its partners manage. */
const ofGrantMember =
  (permission: string): Look =>
  (named, callOrgId) =>
    callOrgId === named.projectOrgId || callOrgId === named.grantedOrgId
      ? look(permission, callOrgId, grantAndProject(named))
      : undefined;

const ofUserGrant =
  (permission: string): Look =>
  (named, callOrgId) =>
    callOrgId === named.orgId ? look(permission, callOrgId, named.userGrantOn, "EVENT-Shu7e") : undefined;

const grantAndProject = ({ projectGrantId, projectId }: NamedObjects) => [projectGrantId, projectId];

const look = (
  permission: string,
  orgId: string,
  ids: readonly string[],
  refusal = "AUTH-Swrgg2",
  openTo?: string,
): CloserLook => ({ permission, orgId, ids, refusal, openTo });

/** Permissions for single projects and grants, where the access option checks no field of the request. */
const v1Looks: Readonly<Record<string, Look>> = {
  AddProjectGrant: ofProjectGrant("project.grant.write", ({ projectId }) => [projectId]),
  UpdateProjectGrant: ofProjectGrant("project.grant.write"),
  DeactivateProjectGrant: ofProjectGrant("project.grant.write"),
  ReactivateProjectGrant: ofProjectGrant("project.grant.write"),
  RemoveProjectGrant: ofProjectGrant("project.grant.delete"),
  AddProjectGrantMember: ofGrantMember("project.grant.member.write"),
  UpdateProjectGrantMember: ofGrantMember("project.grant.member.write"),
  RemoveProjectGrantMember: ofGrantMember("project.grant.member.delete"),
  // Before anything is looked up.
  AddUserGrant: (named, callOrgId) =>
    callOrgId === undefined ? undefined : look("user.grant.write", callOrgId, grantAndProject(named), "EVENT-Shu7e"),
  // In the organization that gave the grant, whichever the call is about.
  UpdateUserGrant: (named, callOrgId) =>
    look("user.grant.write", named.orgId, named.userGrantOn, callOrgId === named.orgId ? "EVENT-Shu7e" : "AUTH-Swrgg2"),
  DeactivateUserGrant: ofUserGrant("user.grant.write"),
  ReactivateUserGrant: ofUserGrant("user.grant.write"),
  RemoveUserGrant: ofUserGrant("user.grant.delete"),
  BulkRemoveUserGrant: ofUserGrant("user.grant.delete"),
};

/** User v2: nearly every RPC is about one user, and the permission is asked in that user's own organization. */
export const v2: Face = {
  services: [UserService],
  valueOf: (_method, field, named) => {
    switch (field.name) {
      case "user_id":
        return field.proto.proto3Optional ? undefined : named.userId;
      case "organization_id":
        return named.orgId;
      default:
        return undefined;
    }
  },
  requests: {
    CreateUser: () => ({ userType: { case: "machine", value: { name: "Robot" } } }),
    SetEmail: () => ({ email: "new@example.com" }),
    VerifyEmail: () => ({ verificationCode: "0" }),
    SetPhone: () => ({ phone: "+41791234568" }),
    VerifyPhone: () => ({ verificationCode: "0" }),
    UpdateUser: () => ({ userType: { case: "human", value: { profile: { givenName: "Zoe" } } } }),
    UpdateHumanUser: () => ({ profile: { givenName: "Zoe", familyName: "Zebra" } }),
    // With a proof, as users need it for themselves; it is wrong, so that no password is hashed.
    SetPassword: () => ({
      newPassword: { password: "Secret-2" },
      verification: { case: "currentPassword", value: "Secret-1" },
    }),
    SetUserMetadata: () => ({ metadata: [{ key: "k", value: new Uint8Array([1]) }] }),
    DeleteUserMetadata: () => ({ keys: ["k"] }),
  },
  closerLooksOf: ({ name }, { orgId, userId }) => {
    const permission = v2Permissions[name] ?? "user.write";
    if (permission === "none") return [];
    const isOpenToSelf = !["CreateUser", "SetUserMetadata", "DeleteUserMetadata"].includes(name);
    const ids = name === "CreateUser" ? [] : [userId];
    return [look(permission, orgId, ids, "AUTH-Swrgg2", isOpenToSelf ? userId : undefined)];
  },
  canBeAboutCaller: ({ input }) => input.fields.some(({ name, proto }) => name === "user_id" && !proto.proto3Optional),
  isolation: { reads: v2Reads, textAbout },
  last: ["DeleteUser"],
};

/** What is asked for in the user's own organization where it is not `user.write`. */
const v2Permissions: Readonly<Record<string, "user.read" | "user.delete" | "none">> = {
  GetUserByID: "user.read",
  DeleteUser: "user.delete",
  // The access option has asked already, in the organization that the request or the header names.
  AddHumanUser: "none",
  // These leave out what the caller may not read.
  ListUsers: "none",
  ListUserMetadata: "none",
};
