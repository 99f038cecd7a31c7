/** Every event type with what a person reads for it. */
export const eventTexts = {
  // The instance
  "instance.added": "Instance set up",
  "instance.member.added": "Member of the instance added",
  "instance.member.changed": "Roles of a member of the instance changed",
  "instance.member.removed": "Member of the instance removed",
  "instance.member.cascade.removed": "Member of the instance removed together with the user",

  // Organizations
  "org.added": "Organization added",
  "org.changed": "Organization changed",
  "org.deactivated": "Organization deactivated",
  "org.reactivated": "Organization reactivated",
  "org.removed": "Organization removed",
  "org.external.management.set": "Users and groups are kept by another system from now on",
  "org.external.management.removed": "Users and groups are kept here from now on",
  "org.domain.added": "Domain added",
  "org.domain.verification.added": "Domain verification started",
  "org.domain.verified": "Domain verified",
  "org.domain.primary.set": "Domain made primary",
  "org.domain.removed": "Domain removed",
  "org.member.added": "Member added",
  "org.member.changed": "Roles of a member changed",
  "org.member.removed": "Member removed",
  "org.member.cascade.removed": "Member removed together with the user",
  "org.metadata.set": "Metadata of the organization set",
  "org.metadata.removed": "Metadata of the organization removed",

  // Users of either kind
  "user.username.changed": "User name changed",
  "user.domain.claimed": "User name changed because its domain became another organization's",
  "user.deactivated": "User deactivated",
  "user.reactivated": "User reactivated",
  "user.locked": "User locked",
  "user.unlocked": "User unlocked",
  "user.removed": "User removed",
  "user.token.v2.added": "Logged in: access token made",
  "user.metadata.set": "Metadata of the user set",
  "user.metadata.removed": "Metadata of the user removed",

  // Humans
  "user.human.added": "Human added",
  "user.human.initialization.code.added": "Initialization code made",
  "user.human.initialization.check.succeeded": "Initialization finished",
  "user.human.profile.changed": "Profile changed",
  "user.human.email.changed": "Email address changed",
  "user.human.email.verified": "Email address verified",
  "user.human.email.code.added": "Email code made",
  "user.human.phone.changed": "Phone number changed",
  "user.human.phone.removed": "Phone number removed",
  "user.human.phone.code.added": "Phone code made",
  "user.human.phone.verified": "Phone number verified",
  "user.human.password.changed": "Password changed",
  "user.human.password.check.failed": "Wrong password given",
  "user.human.password.code.added": "Password code made",
  "user.human.avatar.removed": "Avatar removed",

  // Machines
  "user.machine.added": "Machine added",
  "user.machine.changed": "Machine changed",
  "user.machine.secret.set": "Client secret set",
  "user.machine.secret.removed": "Client secret removed",
  "user.machine.key.added": "Key added",
  "user.machine.key.removed": "Key removed",
  "user.pat.added": "Personal access token added",
  "user.pat.removed": "Personal access token removed",

  // Projects
  "project.added": "Project added",
  "project.changed": "Project changed",
  "project.deactivated": "Project deactivated",
  "project.reactivated": "Project reactivated",
  "project.removed": "Project removed",
  "project.role.added": "Role added",
  "project.role.changed": "Role changed",
  "project.role.removed": "Role removed",
  "project.role.administrator.added": "Administrator of the role added",
  "project.role.administrator.changed": "Roles of an administrator of the role changed",
  "project.role.administrator.removed": "Administrator of the role removed",
  "project.role.administrator.cascade.removed": "Administrator of the role removed together with the user",
  "project.member.added": "Member of the project added",
  "project.member.changed": "Roles of a member of the project changed",
  "project.member.removed": "Member of the project removed",
  "project.member.cascade.removed": "Member of the project removed together with the user",
  "project.grant.added": "Project granted",
  "project.grant.changed": "Project grant changed",
  "project.grant.cascade.changed": "Project grant changed together with the project's roles",
  "project.grant.deactivated": "Project grant deactivated",
  "project.grant.reactivated": "Project grant reactivated",
  "project.grant.removed": "Project grant removed",
  "project.grant.member.added": "Member of the project grant added",
  "project.grant.member.changed": "Roles of a member of the project grant changed",
  "project.grant.member.removed": "Member of the project grant removed",
  "project.grant.member.cascade.removed": "Member of the project grant removed together with the user",

  // User grants
  "user.grant.added": "Authorization added",
  "user.grant.changed": "Authorization changed",
  "user.grant.cascade.changed": "Authorization changed together with the project",
  "user.grant.deactivated": "Authorization deactivated",
  "user.grant.reactivated": "Authorization reactivated",
  "user.grant.removed": "Authorization removed",
  "user.grant.cascade.removed": "Authorization removed together with the user or the project",

  // Groups
  "group.added": "Group added",
  "group.changed": "Group changed",
  "group.removed": "Group removed",
  "group.member.added": "Member of the group added",
  "group.member.removed": "Member of the group removed",
  "group.member.cascade.removed": "Member of the group removed together with the user",
  "group.administrator.added": "Administrator of the group added",
  "group.administrator.changed": "Roles of an administrator of the group changed",
  "group.administrator.removed": "Administrator of the group removed",
  "group.administrator.cascade.removed": "Administrator of the group removed together with the user",
  "group.grant.changed": "Roles of the group changed",
} as const;

/** Type of an event. */
export type EventType = keyof typeof eventTexts;

/** What a person reads for an event; the type itself for one that an older or newer program wrote. */
export const textOfEvent = (type: string): string => (isEventType(type) ? eventTexts[type] : type);

const isEventType = (type: string): type is EventType => Object.hasOwn(eventTexts, type);
