import { type Estate, nameEstate } from "./estate.ts";
import type { NamedObjects } from "./face.ts";
import { everyRole, type Held, type Subject } from "./oracle.ts";

/** Where a call goes: for which organization, naming whose objects. */
export interface Place {
  readonly name: string;
  /** The x-zitadel-orgid header; `undefined` sends none, which is the home organization. */
  readonly orgHeader: string | undefined;
  /** The organization of the call; `undefined` for a header that names none there is. */
  readonly orgId: string | undefined;
  readonly named: NamedObjects;
  /** Whether to make only calls that are judged by what they name: without it they are those of another place. */
  readonly isByName: boolean;
}

/** A caller with its estate, and where it calls. */
export interface MatrixSubject extends Subject {
  readonly name: string;
  readonly estate: Estate;
  readonly places: readonly Place[];
}

const place = (name: string, orgId: string, named: NamedObjects, isByName = false): Place => ({
  ...{ name, orgHeader: orgId, orgId, named, isByName },
});

/** Its own organization and its objects. */
const atHome = ({ homeOrgId, home }: Estate): Place => ({
  ...place("in the own organization", homeOrgId, home),
  orgHeader: undefined,
});
const atHomeNamingSibling = ({ homeOrgId, sibling }: Estate) =>
  place("in the own organization, naming another project and grant", homeOrgId, sibling, true);
const atHomeNamingOther = ({ homeOrgId, other }: Estate) =>
  place("in the own organization, naming objects of another", homeOrgId, other, true);
const elsewhere = ({ otherOrgId, other }: Estate) => place("in another organization", otherOrgId, other);
const elsewhereNamingHome = ({ otherOrgId, home }: Estate) =>
  place("in another organization, naming objects of the own", otherOrgId, home, true);
const atTenant = ({ tenantOrgId, tenant }: Estate) => place("in the granted organization", tenantOrgId, tenant);
const atTenantNamingSibling = ({ tenantOrgId, tenantSibling }: Estate) =>
  place("in the granted organization, naming another grant", tenantOrgId, tenantSibling, true);
const nowhere = ({ home }: Estate): Place => ({
  name: "in an organization that there is not",
  orgHeader: "nowhere",
  orgId: undefined,
  named: home,
  isByName: false,
});

type PlaceOf = (estate: Estate) => Place;

function subject(
  name: string,
  heldIn: HeldIn,
  places: readonly PlaceOf[],
  token: Subject["token"] = "good",
): MatrixSubject {
  const estate = nameEstate(name.replaceAll(/\W+/g, "-"));
  return {
    ...{ name, estate, token },
    userId: estate.caller.id,
    held: heldIn(estate),
    places: places.map((placeOf) => placeOf(estate)),
  };
}

type HeldIn = (estate: Estate) => readonly Held[];

const onOrg =
  (role: string): HeldIn =>
  ({ homeOrgId }) => [{ roles: [role], on: "org", id: homeOrgId, countIn: [homeOrgId] }];
const onInstance =
  (role: string): HeldIn =>
  () => [{ roles: [role], on: "instance", id: "", countIn: "everywhere" }];
const onProject =
  (role: string): HeldIn =>
  ({ homeOrgId, home }) => [{ roles: [role], on: "project", id: home.projectId, countIn: [homeOrgId] }];
const onProjectGrant =
  (role: string): HeldIn =>
  ({ homeOrgId, tenantOrgId, home }) => [
    { roles: [role], on: "project-grant", id: home.projectGrantId, countIn: [homeOrgId, tenantOrgId] },
  ];

const onProjectRole: HeldIn = ({ homeOrgId, home }) => [
  { roles: ["PROJECT_ROLE_ADMIN"], on: "project-role", id: home.projectId, countIn: [homeOrgId] },
];

const beginningWith = (...prefixes: readonly string[]) =>
  everyRole.filter((role) => prefixes.some((prefix) => role.startsWith(prefix)));
const grantRoles = beginningWith("PROJECT_GRANT");
const projectRoles = beginningWith("PROJECT").filter((role) => !grantRoles.includes(role));

/** Every caller of the matrix. */
export const subjects: readonly MatrixSubject[] = [
  subject("no token", () => [], [atHome], "none"),
  subject("an unknown token", () => [], [atHome], "unknown"),
  subject("no role", () => [], [elsewhere, nowhere, atHome]),
  subject("IAM_OWNER of the instance, without an organization", onInstance("IAM_OWNER"), [nowhere]),
  // Which roles a membership may have is a matter of adding it; what a role is good for is not.
  ...everyRole.map((role) =>
    subject(`${role} of an organization`, onOrg(role), [elsewhereNamingHome, atHomeNamingOther, elsewhere, atHome]),
  ),
  ...beginningWith("IAM", "SYSTEM").map((role) =>
    subject(`${role} of the instance`, onInstance(role), [elsewhere, atHome]),
  ),
  ...projectRoles.map((role) =>
    subject(`${role} of a project`, onProject(role), [elsewhere, atHomeNamingSibling, atHome]),
  ),
  ...grantRoles.map((role) =>
    subject(`${role} of a project grant`, onProjectGrant(role), [
      elsewhere,
      atTenantNamingSibling,
      atHomeNamingSibling,
      atTenant,
      atHome,
    ]),
  ),
  // Of one profile, as Adobe's interface calls it: in ZITADEL's it can do nothing.
  subject("administrator of one role of a project", onProjectRole, [elsewhere, atHomeNamingSibling, atHome]),
  subject(
    "PROJECT_OWNER of a project and ORG_OWNER_VIEWER of its organization",
    (estate) => [...onProject("PROJECT_OWNER")(estate), ...onOrg("ORG_OWNER_VIEWER")(estate)],
    [elsewhere, atHomeNamingSibling, atHome],
  ),
];

/** A caller without roles for each of these RPCs, which it makes about itself. */
export const selves = (rpcs: readonly string[]): readonly MatrixSubject[] =>
  rpcs.map((rpc) =>
    subject(`oneself, ${rpc}`, () => [], [
      (estate) => {
        const home = atHome(estate);
        return { ...home, name: "about oneself", named: { ...home.named, userId: estate.caller.id } };
      },
    ]),
  );
