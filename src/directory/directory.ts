import { type AccountGroups, createAccountGroups } from "./accounts/groups.ts";
import { type AccountOrgs, createAccountOrgs } from "./accounts/orgs.ts";
import { type AccountUsers, createAccountUsers } from "./accounts/users.ts";
import { type Administrator, createAdministrator } from "./administrator.ts";
import { type Aliases, createAliases } from "./aliases.ts";
import { type Changes, createChanges } from "./changes.ts";
import type { Dependencies } from "./dependencies.ts";
import { createEffectiveRoles, type EffectiveRoles } from "./effective-roles.ts";
import { createExternalManagement, type ExternalManagement } from "./external-management.ts";
import { createGrantedProjects, type GrantedProjects } from "./granted-projects.ts";
import { createGroupAdministrators, type GroupAdministrators } from "./group-administrators.ts";
import { createGroups, type Groups } from "./groups.ts";
import { createHumanEmails, type HumanEmails } from "./human-emails.ts";
import { createHumanPasswords, type HumanPasswords } from "./human-passwords.ts";
import { createHumanPhones, type HumanPhones } from "./human-phones.ts";
import { createHumans, type Humans } from "./humans.ts";
import { createIdempotentCalls, type IdempotentCalls } from "./idempotency.ts";
import { createInstance, type Instance } from "./instance.ts";
import { createInstanceHumans, type InstanceHumans } from "./instance-humans.ts";
import { createInstanceMachines, type InstanceMachines } from "./instance-machines.ts";
import { createInstanceMembers, type InstanceMembers } from "./instance-members.ts";
import { createInstanceUsers, type InstanceUsers } from "./instance-users.ts";
import { createMachineKeys, type MachineKeys } from "./machine-keys.ts";
import { createMachineSecrets, type MachineSecrets } from "./machine-secrets.ts";
import { createMachines, type Machines } from "./machines.ts";
import { createMemberships, type Memberships } from "./memberships.ts";
import { createMetadata, type Metadata } from "./metadata.ts";
import { type OneCommandOptions, runInOneCommand } from "./one-command.ts";
import { createOrgDomains, type OrgDomains } from "./org-domains.ts";
import { createOrgMembers, type OrgMembers } from "./org-members.ts";
import { createOrgs, type Orgs } from "./orgs.ts";
import { createOwnGrants, type OwnGrants } from "./own-grants.ts";
import { createPersonalAccessTokens, type PersonalAccessTokens } from "./personal-access-tokens.ts";
import { createPlainHumans, type PlainHumans } from "./plain-humans.ts";
import { createProfileFields, type ProfileFields } from "./profile-fields.ts";
import { createProjectGrantMembers, type ProjectGrantMembers } from "./project-grant-members.ts";
import { createProjectGrants, type ProjectGrants } from "./project-grants.ts";
import { createProjectMembers, type ProjectMembers } from "./project-members.ts";
import { createProjectOwners, type ProjectOwners } from "./project-owners.ts";
import { createProjectRoleAdministrators, type ProjectRoleAdministrators } from "./project-role-administrators.ts";
import { createProjectRoles, type ProjectRoles } from "./project-roles.ts";
import { createProjects, type Projects } from "./projects.ts";
import { createRoleHolders, type RoleHolders } from "./role-holders.ts";
import { createRoleMembers, type RoleMembers } from "./role-members.ts";
import { createUserCreation, type UserCreation } from "./user-creation.ts";
import { createUserDeactivations, type UserDeactivations } from "./user-deactivations.ts";
import { createUserGrants, type UserGrants } from "./user-grants.ts";
import { createUsers, type Users } from "./users.ts";

/** The directory's rules, one member per noun. Services call these and nothing else. */
export interface Directory {
  readonly instance: Instance;
  readonly administrator: Administrator;
  readonly instanceMembers: InstanceMembers;
  readonly orgs: Orgs;
  readonly orgDomains: OrgDomains;
  readonly externalManagement: ExternalManagement;
  readonly orgMembers: OrgMembers;
  readonly memberships: Memberships;
  readonly ownGrants: OwnGrants;
  readonly users: Users;
  readonly instanceUsers: InstanceUsers;
  readonly instanceHumans: InstanceHumans;
  readonly instanceMachines: InstanceMachines;
  readonly userCreation: UserCreation;
  readonly humans: Humans;
  readonly plainHumans: PlainHumans;
  readonly humanEmails: HumanEmails;
  readonly humanPhones: HumanPhones;
  readonly humanPasswords: HumanPasswords;
  readonly machines: Machines;
  readonly machineSecrets: MachineSecrets;
  readonly machineKeys: MachineKeys;
  readonly personalAccessTokens: PersonalAccessTokens;
  readonly metadata: Metadata;
  readonly profileFields: ProfileFields;
  readonly projects: Projects;
  readonly projectRoles: ProjectRoles;
  readonly roleMembers: RoleMembers;
  readonly projectMembers: ProjectMembers;
  readonly projectOwners: ProjectOwners;
  readonly projectGrants: ProjectGrants;
  readonly projectGrantMembers: ProjectGrantMembers;
  readonly grantedProjects: GrantedProjects;
  readonly userGrants: UserGrants;
  readonly roleHolders: RoleHolders;
  readonly projectRoleAdministrators: ProjectRoleAdministrators;
  readonly groups: Groups;
  readonly groupAdministrators: GroupAdministrators;
  readonly effectiveRoles: EffectiveRoles;
  readonly aliases: Aliases;
  readonly accountUsers: AccountUsers;
  readonly accountGroups: AccountGroups;
  readonly accountOrgs: AccountOrgs;
  readonly userDeactivations: UserDeactivations;
  readonly changes: Changes;
  /** Calls of several commands that are done once although they are sent again. */
  readonly idempotentCalls: IdempotentCalls;
  /**
   * Does several calls as one: all of them are kept or none, and each sees what those before it wrote. The function
   * gets a directory to do them with, must await nothing else, and may run more than once.
   */
  inOneCommand<Result>(options: OneCommandOptions, work: (inside: Directory) => Promise<Result>): Promise<Result>;
}

/** A directory on this storage. `instanceDomain` is where new organizations get their first domain. */
export const createDirectory = (dependencies: Dependencies, instanceDomain: string): Directory => ({
  instance: createInstance(dependencies),
  administrator: createAdministrator(dependencies),
  instanceMembers: createInstanceMembers(dependencies),
  orgs: createOrgs(dependencies, instanceDomain),
  orgDomains: createOrgDomains(dependencies, instanceDomain),
  externalManagement: createExternalManagement(dependencies),
  orgMembers: createOrgMembers(dependencies),
  memberships: createMemberships(dependencies),
  ownGrants: createOwnGrants(dependencies),
  users: createUsers(dependencies),
  instanceUsers: createInstanceUsers(dependencies),
  instanceHumans: createInstanceHumans(dependencies),
  instanceMachines: createInstanceMachines(dependencies),
  userCreation: createUserCreation(dependencies),
  humans: createHumans(dependencies),
  plainHumans: createPlainHumans(dependencies),
  humanEmails: createHumanEmails(dependencies),
  humanPhones: createHumanPhones(dependencies),
  humanPasswords: createHumanPasswords(dependencies),
  machines: createMachines(dependencies),
  machineSecrets: createMachineSecrets(dependencies),
  machineKeys: createMachineKeys(dependencies),
  personalAccessTokens: createPersonalAccessTokens(dependencies),
  metadata: createMetadata(dependencies),
  profileFields: createProfileFields(dependencies),
  projects: createProjects(dependencies),
  projectRoles: createProjectRoles(dependencies),
  roleMembers: createRoleMembers(dependencies),
  projectMembers: createProjectMembers(dependencies),
  projectOwners: createProjectOwners(dependencies),
  projectGrants: createProjectGrants(dependencies),
  projectGrantMembers: createProjectGrantMembers(dependencies),
  grantedProjects: createGrantedProjects(dependencies),
  userGrants: createUserGrants(dependencies),
  roleHolders: createRoleHolders(dependencies),
  projectRoleAdministrators: createProjectRoleAdministrators(dependencies),
  groups: createGroups(dependencies),
  groupAdministrators: createGroupAdministrators(dependencies),
  effectiveRoles: createEffectiveRoles(dependencies),
  aliases: createAliases(dependencies),
  accountUsers: createAccountUsers(dependencies),
  accountGroups: createAccountGroups(dependencies),
  accountOrgs: createAccountOrgs(dependencies, instanceDomain),
  userDeactivations: createUserDeactivations(dependencies),
  changes: createChanges(dependencies),
  idempotentCalls: createIdempotentCalls(dependencies),
  inOneCommand: (options, work) =>
    runInOneCommand(dependencies, options, (inside) => work(createDirectory(inside, instanceDomain))),
});
