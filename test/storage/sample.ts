import {
  type Aggregate,
  type EventRow,
  type Human,
  type InstanceRow,
  instanceId,
  type MembershipRow,
  type OrgDomainRow,
  type OrgId,
  type OrgRow,
  orgId,
  projectId,
  type Storage,
  type TokenRow,
  tokenId,
  type UserId,
  type UserRow,
  userId,
} from "../../src/storage/contract/index.ts";

/** A time before all others in the tests. */
export const startUs = 1_700_000_000_000_000;

const details = { sequence: 1, creationTimeUs: startUs, changeTimeUs: startUs };

/** The organization that most samples belong to. */
export const acme = orgId("100000000000000001");
/** Another organization. */
export const globex = orgId("100000000000000002");

/** An organization. */
export const sampleOrg = (overrides: Partial<OrgRow> = {}): OrgRow => ({
  ...details,
  id: acme,
  name: `Org ${overrides.id ?? acme}`,
  state: "active",
  primaryDomain: "acme.localhost",
  isExternallyManaged: false,
  lastSequence: 1,
  ...overrides,
});

/** A verified, primary domain of an organization. */
export const sampleDomain = (overrides: Partial<OrgDomainRow> = {}): OrgDomainRow => ({
  ...details,
  orgId: acme,
  domain: "acme.localhost",
  isVerified: true,
  isPrimary: true,
  ...overrides,
});

/** What a sample human has. */
export const sampleHuman: Human = {
  type: "human",
  firstName: "Gigi",
  lastName: "Giraffe",
  nickName: "Gi",
  displayName: "Gigi Giraffe",
  preferredLanguage: "en",
  gender: "female",
  email: "gigi@acme.localhost",
  isEmailVerified: true,
  phone: "+41791234567",
  isPhoneVerified: false,
  passwordHash: undefined,
  isPasswordChangeRequired: false,
  passwordChangeTimeUs: undefined,
};

/** A human, unless the overrides say otherwise; its user name follows from its id. */
export const sampleUser = (id: string, overrides: Partial<UserRow> = {}): UserRow => ({
  ...details,
  id: userId(id),
  orgId: acme,
  state: "active",
  userName: `user-${id}`,
  lastSequence: 1,
  kind: sampleHuman,
  ...overrides,
});

/** A machine. */
export const sampleMachine = (id: string, overrides: Partial<UserRow> = {}): UserRow =>
  sampleUser(id, {
    kind: {
      type: "machine",
      name: `Machine ${id}`,
      description: "",
      accessTokenType: "bearer",
      secretHash: undefined,
    },
    ...overrides,
  });

/** A membership of the user in its organization. */
export const sampleMembership = (user: UserId, overrides: Partial<MembershipRow> = {}): MembershipRow => ({
  ...details,
  scope: { type: "org", id: acme },
  userId: user,
  resourceOwner: acme,
  roles: ["ORG_OWNER"],
  ...overrides,
});

/** A token of the user; its hash follows from its id. */
export const sampleToken = (user: UserId, id: string, overrides: Partial<TokenRow> = {}): TokenRow => ({
  ...details,
  id: tokenId(id),
  userId: user,
  kind: "personal",
  hash: `hash-${id}`,
  scopes: ["openid", "urn:roster"],
  expirationTimeUs: startUs * 2,
  ...overrides,
});

/** An event of the user. */
export const sampleEvent = (aggregate: Aggregate, sequence: number, overrides: Partial<EventRow> = {}): EventRow => ({
  aggregate,
  sequence,
  type: "user.human.profile.changed",
  resourceOwner: acme,
  editorId: "",
  face: "system",
  timeUs: startUs + sequence,
  payload: { displayName: "Gigi" },
  ...overrides,
});

/** An instance. */
export const sampleInstance: InstanceRow = {
  id: instanceId("1"),
  name: "Roster",
  domain: "localhost",
  defaultOrgId: acme,
  iamProjectId: projectId("2"),
  adminUserId: userId("3"),
  adminTokenId: tokenId("4"),
  creationTimeUs: startUs,
};

/** Stores the organizations. */
export const addOrgs = (storage: Storage, ...ids: readonly OrgId[]): Promise<void> =>
  storage.command({
    keys: [],
    run: async (tx) => {
      for (const id of ids) await tx.orgs.insert(sampleOrg({ id }));
    },
  });

/** Stores the users. */
export const addUsers = (storage: Storage, ...users: readonly UserRow[]): Promise<void> =>
  storage.command({
    keys: [],
    run: async (tx) => {
      for (const user of users) await tx.users.insert(user);
    },
  });

/** Changes the display name of the user as a profile update does: lock, update, one event. Answers its sequence. */
export const renameUser = (storage: Storage, id: UserId, displayName: string): Promise<number> =>
  storage.command({
    keys: [`user:${id}`],
    run: async (tx) => {
      const user = await tx.users.lock({ orgId: acme }, id);
      if (user?.kind.type !== "human") throw new Error(`no human ${id}`);
      const sequence = user.lastSequence + 1;
      const changeTimeUs = startUs + sequence;
      const kind = { ...user.kind, displayName };
      await tx.users.update({ ...user, kind, sequence, lastSequence: sequence, changeTimeUs });
      await tx.events.append([
        sampleEvent({ type: "user", id }, sequence, { timeUs: changeTimeUs, payload: { displayName } }),
      ]);
      return sequence;
    },
  });
