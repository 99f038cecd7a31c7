import type { DescField, DescMethodUnary } from "@bufbuild/protobuf";
import { ProductService } from "../../../gen/adobe/usermanagement/v2/product_service_pb.ts";
import { UserManagementService } from "../../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import { type Face, type NamedObjects, shownToken } from "./face.ts";
import type { CloserLook } from "./oracle.ts";
import type { Victim } from "./victim.ts";

/** Reads that are asked twice: in the caller's own organization, and in the victim's. */
const readNames = [ProductService, UserManagementService].flatMap(({ methods, name }) =>
  methods.filter((method) => /^(List|GetP|GetU)/.test(method.name)).map((method) => `${name}/${method.name}`),
);

/** Adobe User Management: the organization is in the path, and a product is looked at again when it is known. */
export const adobe: Face = {
  services: [ProductService, UserManagementService],
  optionsOf: ({ machine }, token) => ({ token: shownToken(token, machine.token), apiKey: machine.id }),
  valueOf: (_method, field, named, callOrg) => {
    switch (field.name) {
      case "org_id":
        return callOrg;
      case "product_id":
        return named.projectId;
      case "profile_id":
        return named.roleKey;
      case "page":
        return 0;
      default:
        return undefined;
    }
  },
  requests: {},
  closerLooksOf: ({ name }, named, callOrgId) => {
    const look = looks[name];
    if (look === undefined || callOrgId === undefined) return [];
    // Who may change who has a profile is one question, not one of permissions alone: there is one answer to it.
    const found = lookAt(look, named, callOrgId, name === "UpdateProfile" ? "AUTH-AWfge" : "AUTH-Swrgg2");
    return [openToAdministrators.has(name) ? { ...found, openToAdministratorsOf: named.projectId } : found];
  },
  canBeAboutCaller: () => false,
  isolation: {
    reads: {
      "UserManagementService/GetStatus": { showsNothing: "says the same to everyone" },
      ...Object.fromEntries(readNames.map((name) => [name, { requests: inVictimsOrganization }])),
    },
    textAbout,
  },
  last: [],
};

/** What is asked for on the product; "role" where any role in the organization of the call is enough. */
const looks: Readonly<Record<string, string>> = {
  UpdateProfile: "user.grant.write",
  UpdateProductAdmins: "project.member.write",
  GetProduct: "project.read",
  ListProfiles: "project.read",
  GetProfile: "user.grant.read",
  ListProfileUsers: "user.grant.read",
  ListProfileAdmins: "user.grant.read",
  RunCommands: "role",
};

/** What who administers a profile needs no permission for. */
const openToAdministrators: ReadonlySet<string> = new Set([
  ...["UpdateProfile", "GetProfile", "ListProfileUsers", "ListProfileAdmins"],
]);

/** Products of other organizations are not found, whoever asks; but who has no role is not told even that. */
function lookAt(permission: string, named: NamedObjects, callOrgId: string, refusal: string): CloserLook {
  const isFound = permission !== "role" && callOrgId === named.projectOrgId;
  return {
    permission: isFound ? permission : undefined,
    orgId: callOrgId,
    ids: [named.projectId],
    openTo: undefined,
    refusal,
  };
}

/** The request that names the victim's organization: what does so in fields that an RPC does not have is left out. */
function inVictimsOrganization({ orgId, projectId, roleKey, groupName, loginName }: Victim) {
  const names = { productId: projectId, profileId: roleKey, groupId: groupName, groupName, userString: loginName };
  return [{ orgId, ...names }];
}

/** The id or name of the victim that a field takes; the organization is left to be the caller's own. */
function textAbout(victim: Victim, _method: DescMethodUnary, field: DescField): string | undefined {
  switch (field.name) {
    case "product_id":
      return victim.projectId;
    case "profile_id":
      return victim.roleKey;
    case "group_id":
    case "group_name":
      return victim.groupName;
    case "user_string":
      return victim.loginName;
    default:
      return undefined;
  }
}
