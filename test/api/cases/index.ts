import type { CaseGroup } from "../case.ts";
import { authentication } from "./authentication.ts";
import { authorization } from "./authorization.ts";
import { changes } from "./changes.ts";
import { concurrency } from "./concurrency.ts";
import { externalManagement } from "./external-management.ts";
import { grantCascades } from "./grant-cascades.ts";
import { grantConcurrency } from "./grant-concurrency.ts";
import { humanAvatars } from "./human-avatars.ts";
import { humanEmails, humanInitialization } from "./human-emails.ts";
import { humanImports } from "./human-imports.ts";
import { humanPasswords } from "./human-passwords.ts";
import { humanPhones } from "./human-phones.ts";
import { humanProfile, humanProfileReads } from "./human-profile.ts";
import { humans } from "./humans.ts";
import { instance } from "./instance.ts";
import { instanceMemberList, instanceMembers } from "./instance-members.ts";
import { instanceOrgList, instanceOrgs } from "./instance-orgs.ts";
import { limitedPermissions } from "./limited-permissions.ts";
import { everyHistory, everyList } from "./lists.ts";
import { machineChanges, machineSecrets } from "./machine-changes.ts";
import { machineKeys } from "./machine-keys.ts";
import { machineLogins } from "./machine-logins.ts";
import { machines } from "./machines.ts";
import { memberships, ownMemberships, ownPermissions } from "./memberships.ts";
import { orgMetadata, userMetadata } from "./metadata.ts";
import { orgChanges } from "./org-changes.ts";
import { domainClaims, orgDomainList, orgDomainProofs, orgDomains } from "./org-domains.ts";
import { orgMemberChanges } from "./org-member-changes.ts";
import { orgMemberList } from "./org-member-list.ts";
import { orgMemberRoles, orgMembers } from "./org-members.ts";
import { orgRemoval } from "./org-removal.ts";
import { orgByDomain, orgRenaming } from "./org-renaming.ts";
import { orgStates } from "./org-states.ts";
import { organization } from "./organization.ts";
import { orgs } from "./orgs.ts";
import { ownHuman, ownHumanV2 } from "./own-human.ts";
import { ownGrants, ownUser } from "./own-user.ts";
import { personalAccessTokens } from "./personal-access-tokens.ts";
import { projectGrantMembers } from "./project-grant-members.ts";
import { grantedProjects, projectGrants } from "./project-grants.ts";
import { projectMembers } from "./project-members.ts";
import { projectRoles } from "./project-roles.ts";
import { projects } from "./projects.ts";
import { userActivity } from "./user-activity.ts";
import { userGrantLists } from "./user-grant-lists.ts";
import { userGrants } from "./user-grants.ts";
import { userLookup } from "./user-lookup.ts";
import { userNames } from "./user-names.ts";
import { userQueries } from "./user-queries.ts";
import { userRemoval } from "./user-removal.ts";
import { userRenaming } from "./user-renaming.ts";
import { userStates } from "./user-states.ts";
import { userTextQueries } from "./user-text-queries.ts";
import { userV2Access, userV2NamedOrg } from "./user-v2-access.ts";
import { userV2Email, userV2Phone } from "./user-v2-contacts.ts";
import { userV2AddHuman, userV2Create } from "./user-v2-creation.ts";
import { userV2Metadata } from "./user-v2-metadata.ts";
import { userV2Passwords } from "./user-v2-passwords.ts";
import { userV2Get, userV2List } from "./user-v2-reads.ts";
import { userV2States } from "./user-v2-states.ts";
import { userV2Update, userV2UpdateHuman, userVersions } from "./user-v2-update.ts";
import { users, userUniqueness } from "./users.ts";
import { usersList, usersSorting } from "./users-list.ts";
import { validation } from "./validation.ts";
import { visibility } from "./visibility.ts";

/** Every case of the matrix. */
export const caseGroups: readonly CaseGroup[] = [
  externalManagement,
  humanProfile,
  humanProfileReads,
  humans,
  userNames,
  machines,
  orgs,
  orgRenaming,
  orgByDomain,
  orgStates,
  orgDomains,
  orgDomainProofs,
  orgDomainList,
  domainClaims,
  orgMemberRoles,
  orgMembers,
  orgMemberChanges,
  orgMemberList,
  orgRemoval,
  orgChanges,
  instanceOrgs,
  instanceOrgList,
  instanceMembers,
  instanceMemberList,
  memberships,
  ownMemberships,
  ownPermissions,
  ownUser,
  ownHuman,
  ownHumanV2,
  ownGrants,
  personalAccessTokens,
  users,
  userUniqueness,
  usersList,
  usersSorting,
  userQueries,
  userTextQueries,
  userStates,
  userRemoval,
  changes,
  instance,
  authentication,
  organization,
  authorization,
  validation,
  visibility,
  everyList,
  everyHistory,
  concurrency,
  projects,
  projectRoles,
  projectMembers,
  projectGrants,
  grantedProjects,
  projectGrantMembers,
  userGrants,
  userGrantLists,
  limitedPermissions,
  grantCascades,
  grantConcurrency,
  humanAvatars,
  humanEmails,
  humanInitialization,
  humanImports,
  humanPasswords,
  humanPhones,
  machineChanges,
  machineSecrets,
  machineKeys,
  machineLogins,
  orgMetadata,
  userMetadata,
  userActivity,
  userLookup,
  userRenaming,
  userV2Access,
  userV2NamedOrg,
  userV2AddHuman,
  userV2Create,
  userV2States,
  userV2Email,
  userV2Passwords,
  userV2List,
  userV2Get,
  userV2Metadata,
  userV2UpdateHuman,
  userV2Update,
  userVersions,
  userV2Phone,
];
