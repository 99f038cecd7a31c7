import { LearnService } from "../../../gen/ispring/learn/v1/learn_service_pb.ts";
import { accountErrors } from "../../../src/directory/errors/accounts.ts";
import { unique } from "../unique.ts";
import type { Face, NamedObjects } from "./face.ts";
import type { CloserLook } from "./oracle.ts";

/**
 * iSpring Learn: every call is in the caller's own organization over HTTP; what it names has a number, and is looked at in
 * the organization that it belongs to.
 */
export const ispring: Face = {
  services: [LearnService],
  optionsOf: ({ human, url }, token) => {
    if (token === "none") return {};
    const email = token === "unknown" ? unique("nobody-") : human.login;
    return { headers: { "x-auth-account-url": url, "x-auth-email": email, "x-auth-password": human.password } };
  },
  words: { login: accountErrors.accountLoginFailed.text, closerLook: "Permission denied" },
  valueOf: ({ name }, field, named, _callOrg, numberOf) => {
    switch (field.name) {
      case "user_id":
        // Nobody joins or leaves: who is in already, or is not, is refused for that.
        return name.endsWith("GroupMember") ? undefined : String(numberOf(named.userId));
      case "group_id":
        return name === "ListUsers" ? undefined : String(numberOf(named.groupId));
      case "organization_id":
        // Without its own organization a caller can do nothing, and one of another's is looked at no closer.
        if (name === "DeleteOrganization") return "999999999";
        return name === "UpdateUser" ? undefined : String(numberOf(named.orgId));
      default:
        return undefined;
    }
  },
  requests: {
    CreateUser: () => ({ email: "new@example.com", sendLoginEmail: "0" }),
    UpdateUser: () => ({ fieldsXml: "<fields/>" }),
    CreateGroup: () => ({ name: "New group" }),
    UpdateGroup: () => ({ name: "Group" }),
  },
  closerLooksOf: ({ name }, named, _callOrgId, homeOrgId) => looks[name]?.(named, homeOrgId) ?? [],
  canBeAboutCaller: () => false,
  last: ["DeleteUser", "DeleteGroup"],
};

type Looks = (named: NamedObjects, homeOrgId: string) => readonly CloserLook[];

const look = (permission: string, orgId: string, id: string): CloserLook => ({
  ...{ permission, orgId, ids: [id], openTo: undefined },
  // The face's own words take its place.
  refusal: "",
});

const onUser =
  (permission: string): Looks =>
  ({ orgId, userId }) => [look(permission, orgId, userId)];
const onGroup =
  (permission: string): Looks =>
  ({ orgId, groupId }) => [look(permission, orgId, groupId)];
const onOrg =
  (permission: string): Looks =>
  ({ orgId }) => [look(permission, orgId, "")];

/** What is asked for where the object is. */
const looks: Readonly<Record<string, Looks>> = {
  ListUsers: onOrg("user.read"),
  GetUser: onUser("user.read"),
  // In the caller's own first: who may not there may nowhere.
  CreateUser: ({ orgId }, homeOrgId) => [look("user.write", homeOrgId, ""), look("user.write", orgId, "")],
  UpdateUser: onUser("user.write"),
  SetUserPassword: onUser("user.write"),
  SetUserStatus: onUser("user.write"),
  DeleteUser: onUser("user.delete"),
  ListGroups: onOrg("user.read"),
  GetGroup: onGroup("user.read"),
  CreateGroup: onOrg("user.write"),
  UpdateGroup: onGroup("user.write"),
  DeleteGroup: onGroup("user.write"),
  AddGroupMember: onGroup("user.write"),
  RemoveGroupMember: onGroup("user.write"),
  ListOrganizations: (_named, homeOrgId) => [look("org.read", homeOrgId, "")],
  // On the instance alone, which no organization is.
  DeleteOrganization: () => [look("org.delete", "", "")],
};
