/** Texts by their keys. */
export type Texts = Readonly<Record<string, string>>;

/**
 * What a directory has when a test begins. Everything has a name, by which the rest of the seed refers to it and under
 * which it is answered; the names are the seed's own and in no call.
 *
 * Whatever is not said is made up from the name, so that a seed says no more than its test is about.
 */
export interface Seed<Org extends string, Human extends string, Machine extends string, Project extends string> {
  /** Organizations beside the default one. The administrator is an owner of each. */
  readonly orgs?: Readonly<Record<Org, OrgSeed>>;
  /** People. No two users, people or machines, may have one name. */
  readonly humans?: Readonly<Record<Human, HumanSeed<NoInfer<Org>>>>;
  /** Programs that call. Each gets a token, and may do nothing until a membership lets it. */
  readonly machines?: Readonly<Record<Machine, MachineSeed<NoInfer<Org>>>>;
  readonly projects?: Readonly<Record<Project, ProjectSeed<NoInfer<Org>>>>;
  /** Roles in projects that users have. */
  readonly grants?: readonly GrantSeed<NoInfer<Human | Machine>, NoInfer<Project>>[];
  /** What users may do to the instance, an organization, a project, or one that was granted. */
  readonly memberships?: readonly MembershipSeed<NoInfer<Org>, NoInfer<Human | Machine>, NoInfer<Project>>[];
}

/** A seed, whatever its names are. */
export type AnySeed = Seed<string, string, string, string>;

/** An organization. */
export interface OrgSeed {
  /** Default: its name in the seed. */
  readonly name?: string;
}

/** A human. */
export interface HumanSeed<Org extends string> {
  /** Default: the default organization. */
  readonly org?: Org;
  /** Default: the name in the seed; so are the first and the last name. */
  readonly userName?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly nickName?: string;
  /** Default: first and last name. */
  readonly displayName?: string;
  /** Default: English. */
  readonly preferredLanguage?: string;
  /** Default: `NAME@example.com`. */
  readonly email?: string;
  /** Default: true. */
  readonly isEmailVerified?: boolean;
  /** With its country code; it counts as verified. Default: none. */
  readonly phone?: string;
  /** Which needs no change at the first login. Hashing one takes a tenth of a second. Default: none. */
  readonly password?: string;
  readonly metadata?: Texts;
}

/** A machine. */
export interface MachineSeed<Org extends string> {
  /** Default: the default organization. */
  readonly org?: Org;
  /** Default: the name in the seed; so is `name`. */
  readonly userName?: string;
  readonly name?: string;
  readonly description?: string;
  readonly metadata?: Texts;
}

/** A project. */
export interface ProjectSeed<Org extends string> {
  /** Default: the default organization. */
  readonly org?: Org;
  /** Default: its name in the seed. */
  readonly name?: string;
  /** Keys of its roles. */
  readonly roles?: readonly string[];
  /** Which organizations it is granted to, each with the keys of the roles that it may give its own users. */
  readonly grantedTo?: Readonly<Partial<Record<Org, readonly string[]>>>;
}

/**
 * Roles that a user has in a project. A user of an organization that the project is granted to has them from there, every
 * other one from the project's own organization.
 */
export interface GrantSeed<User extends string, Project extends string> {
  readonly user: User;
  readonly project: Project;
  /** Their keys. */
  readonly roles: readonly string[];
}

/** What a user may do, and to what: by roles of ZITADEL such as `IAM_OWNER`, `ORG_USER_MANAGER` or `PROJECT_OWNER`. */
export type MembershipSeed<Org extends string, User extends string, Project extends string> = {
  readonly user: User;
  readonly roles: readonly string[];
} & (
  | { readonly instance: true; readonly org?: never; readonly project?: never }
  | { readonly org: Org; readonly instance?: never; readonly project?: never }
  | {
      readonly project: Project;
      /** The organization that it is granted to, for a membership in the grant. Default: in the project itself. */
      readonly grantedTo?: Org;
      readonly instance?: never;
      readonly org?: never;
    }
);

/** A seed cannot be planted; the message says which part of it, and why. */
export class SeedError extends Error {
  override readonly name = "SeedError";
}
