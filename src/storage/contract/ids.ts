declare const brand: unique symbol;

/** A string that is an id of one noun only: a project id cannot be passed where a user id is wanted. */
type Id<Noun extends string> = string & { readonly [brand]: Noun };

/** Id of the instance: the root of the directory, owner of the `IAM_*` memberships. */
export type InstanceId = Id<"Instance">;
/** Id of an organization. */
export type OrgId = Id<"Org">;
/** Id of a user, human or machine. */
export type UserId = Id<"User">;
/** Id of a project. */
export type ProjectId = Id<"Project">;
/** Id of a project grant. */
export type ProjectGrantId = Id<"ProjectGrant">;
/** Id of a user grant. */
export type UserGrantId = Id<"UserGrant">;
/** Id of a group. */
export type GroupId = Id<"Group">;
/** Id of a machine's key. */
export type KeyId = Id<"Key">;
/** Id of a key that access tokens are signed with. */
export type SigningKeyId = Id<"SigningKey">;
/** Id of a token (not the token itself). */
export type TokenId = Id<"Token">;

/**
 * The same text as an instance id. This and its siblings are the only places where a plain string becomes an id:
 * at the edge that read it from a request or a row.
 */
export const instanceId = (text: string): InstanceId => text as InstanceId;
/** The same text as an organization id. */
export const orgId = (text: string): OrgId => text as OrgId;
/** The same text as a user id. */
export const userId = (text: string): UserId => text as UserId;
/** The same text as a project id. */
export const projectId = (text: string): ProjectId => text as ProjectId;
/** The same text as a project grant's id. */
export const projectGrantId = (text: string): ProjectGrantId => text as ProjectGrantId;
/** The same text as a user grant's id. */
export const userGrantId = (text: string): UserGrantId => text as UserGrantId;
/** The same text as a group's id. */
export const groupId = (text: string): GroupId => text as GroupId;
/** The same text as a machine key's id. */
export const keyId = (text: string): KeyId => text as KeyId;
/** The same text as a signing key's id. */
export const signingKeyId = (text: string): SigningKeyId => text as SigningKeyId;
/** The same text as a token's id. */
export const tokenId = (text: string): TokenId => text as TokenId;
