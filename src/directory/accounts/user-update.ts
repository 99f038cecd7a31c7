import { everyOrg, type GroupId, type OrgId, type Transaction, type UserId } from "../../storage/contract/index.ts";
import type { Caller } from "../caller.ts";
import { runCommand } from "../command.ts";
import type { Dependencies } from "../dependencies.ts";
import { DomainError } from "../errors.ts";
import { assertManagedHere } from "../external-management.ts";
import { createGroups } from "../groups.ts";
import {
  applyHumanChanges,
  emailChange,
  type HumanChange,
  passwordChange,
  phoneChange,
  phoneRemoval,
  profileChange,
} from "../human-changes.ts";
import { instanceKey, lockInstance } from "../instance-aggregate.ts";
import { setEntriesOf, userOwner } from "../metadata.ts";
import { lockOwner } from "../metadata-owner.ts";
import { orgKey } from "../org-aggregate.ts";
import { hashPassword } from "../password.ts";
import { namesAfter } from "../plain-humans.ts";
import { listProfileFields, trackFieldValues } from "../profile-fields.ts";
import { type HumanRow, isHuman, userKey } from "../user-aggregate.ts";
import { moveUser } from "../user-moves.ts";
import { assertUserNameDomainFree } from "../user-name.ts";
import { assertNotAbove, enterOrg, enterOrgOfHuman } from "./access.ts";
import { type FieldChanges, type FieldValues, toFieldChanges } from "./fields.ts";
import { type AccountRole, findAccountRole, setAccountRole } from "./roles.ts";

/** What to change of a user of an account. What is `undefined` stays as it is. */
export interface AccountUserUpdate {
  readonly fields: FieldValues;
  /** Organization to move the user to. */
  readonly orgId: OrgId | undefined;
  readonly role: Exclude<AccountRole, "owner"> | undefined;
  /** Groups to add the user to, in the order they are tried in; `undefined` stands for one that is not there. */
  readonly groups: readonly (GroupId | undefined)[];
}

/**
 * Changes fields, password, organization and role of a human in one command, and then adds it to groups, one by one.
 * Answers the positions of the groups that it could not be added to, because they are full, are not there or belong to
 * another organization; all else is done then.
 *
 * - An address is verified, as the caller is trusted with it.
 * - A password ends the state `initial`.
 * - A role that the user had in its old organization is its role in the new one, unless another is given.
 *
 * Fails, in this order, as `enterOrgOfHuman` says, as `toFieldChanges` says, with `accountOrgNotFound`,
 * `accountRankTooLow`, `membershipNotFound` or `permissionLacking` about role and organization, then with
 * `accountEmailTaken`, `userAlreadyExists`, `profileFieldTaken`, `userNameDomainReserved`, `accountOwnerFixed`.
 */
export async function updateAccountUser(
  dependencies: Dependencies,
  caller: Caller,
  id: UserId | undefined,
  readUpdate: () => Promise<AccountUserUpdate>,
): Promise<readonly number[]> {
  const { user, caller: inside } = await enterOrgOfHuman(dependencies, caller, id, "user.write");
  const update = await readUpdate();
  const changes = toFieldChanges(await listProfileFields(dependencies.storage.reader.profileFields), update.fields);
  if (update.role !== undefined) await assertNotAbove(dependencies, caller, update.role);
  const orgId = update.orgId ?? user.orgId;
  const target = orgId === user.orgId ? inside : await enterOrg(dependencies, caller, orgId, "user.write");
  const passwordHash = changes.password === undefined ? undefined : await hashPassword(changes.password);
  const orgKeys = orgId === user.orgId ? [] : [orgKey(user.orgId), orgKey(orgId)];
  await runCommand(
    dependencies,
    {
      keys: [userKey(user.id), ...orgKeys, ...instanceKeys(changes)],
      run: (tx) => apply(dependencies, tx, inside, user.id, { changes, passwordHash, orgId, role: update.role }),
    },
    { "user-name": "userAlreadyExists", "profile-field-value": "profileFieldTaken", reference: "accountOrgNotFound" },
  );
  return addToGroups(dependencies, target, user.id, update.groups);
}

/** Adds the user to groups, one by one, and answers the positions of those that it could not be added to. */
export async function addToGroups(
  dependencies: Dependencies,
  caller: Caller,
  id: UserId,
  groups: readonly (GroupId | undefined)[],
): Promise<readonly number[]> {
  const { addMembers } = createGroups(dependencies);
  const refused: number[] = [];
  for (const [position, group] of groups.entries()) {
    const isIn = group !== undefined && (await hasJoined(addMembers(caller, group, [id])));
    if (!isIn) refused.push(position);
  }
  return refused;
}

async function hasJoined(joining: Promise<unknown>): Promise<boolean> {
  try {
    await joining;
    return true;
  } catch (error) {
    const known = error instanceof DomainError ? error.errorName : undefined;
    // The group is full, is not one of the organization, or is gone.
    if (known === "groupFull" || known === "groupNotFound" || known === "groupUserNotFound") return false;
    throw error;
  }
}

const instanceKeys = ({ email }: FieldChanges): readonly string[] => (email === undefined ? [] : [instanceKey]);

interface Preparation {
  readonly changes: FieldChanges;
  readonly passwordHash: string | undefined;
  readonly orgId: OrgId;
  readonly role: Exclude<AccountRole, "owner"> | undefined;
}

async function apply(
  dependencies: Dependencies,
  tx: Transaction,
  caller: Caller,
  id: UserId,
  { changes, passwordHash, orgId, role }: Preparation,
): Promise<void> {
  const timeUs = dependencies.clock();
  if (changes.email !== undefined) await assertEmailFree(tx, changes.email, id);
  const user = await tx.users.lock(everyOrg, id);
  if (!isHuman(user)) throw new DomainError("accountUserNotFound");
  await assertManagedHere(tx.orgs, user.orgId);
  const inside = { ...caller, orgId: user.orgId };
  await applyFields(dependencies, tx, inside, user, changes, passwordHash, timeUs);
  await applyMetadata(tx, inside, id, changes, timeUs);
  await applyMove(tx, inside, id, orgId, role, timeUs);
}

async function applyFields(
  dependencies: Dependencies,
  tx: Transaction,
  caller: Caller,
  user: HumanRow,
  changes: FieldChanges,
  passwordHash: string | undefined,
  timeUs: number,
): Promise<void> {
  const { userName = user.userName, email, phone } = changes;
  if (userName !== user.userName) await assertUserNameDomainFree(tx.orgs, userName, user.orgId);
  const verified = { kind: "verified" } as const;
  const parts = [
    profileChange(user, namesAfter(user, changes.profile)),
    email === undefined ? undefined : emailChange(dependencies, user, { address: email, verification: verified }),
    phone === undefined ? undefined : phoneOf(dependencies, user, phone),
    passwordHash === undefined ? undefined : passwordChange(passwordHash, false, timeUs),
  ].filter((part) => part !== undefined);
  const isInitialized = passwordHash !== undefined && user.state === "initial";
  if (isInitialized) parts.push(initialization);
  if (parts.length === 0 && userName === user.userName) return;
  const state = isInitialized ? "active" : user.state;
  await applyHumanChanges(tx, user, parts, { caller, timeUs, userName, state });
}

/** Who has a password is set up. */
const initialization: HumanChange = {
  fields: {},
  events: [{ type: "user.human.initialization.check.succeeded" }],
  codes: [],
  endedCodes: ["initialization"],
};

const phoneOf = (dependencies: Dependencies, user: HumanRow, number: string): HumanChange | undefined =>
  number === "" ? phoneRemoval(user) : phoneChange(dependencies, user, { number, verification: { kind: "verified" } });

async function applyMetadata(
  tx: Transaction,
  caller: Caller,
  id: UserId,
  { metadata, removedMetadata }: FieldChanges,
  timeUs: number,
): Promise<void> {
  const owner = userOwner(id);
  if (metadata.length > 0) await setEntriesOf(tx, caller, { owner, entries: metadata, timeUs });
  const found = await tx.metadata.findMany(owner, removedMetadata);
  if (found.length === 0) return;
  const keys = found.map(({ key }) => key);
  const held = await lockOwner(tx, caller, owner);
  await tx.metadata.delete(owner, keys);
  await trackFieldValues(
    tx,
    owner,
    keys.map((key) => ({ key, value: undefined })),
  );
  await held.record(
    keys.map((key) => ({ type: "user.metadata.removed", payload: { key } }) as const),
    { caller, timeUs },
  );
}

async function applyMove(
  tx: Transaction,
  caller: Caller,
  id: UserId,
  orgId: OrgId,
  role: Exclude<AccountRole, "owner"> | undefined,
  timeUs: number,
): Promise<void> {
  const user = await tx.users.lock(everyOrg, id);
  const instance = await tx.instance.find();
  if (user === undefined || instance === undefined) throw new DomainError("accountUserNotFound");
  const current = await findAccountRole(tx.memberships, instance, user);
  if (orgId !== user.orgId) await moveUser(tx, caller, user, orgId, timeUs);
  const wanted = role ?? (current === "owner" ? undefined : current);
  if (wanted !== undefined) await setAccountRole(tx, { ...caller, orgId }, { id, orgId }, wanted, timeUs);
}

/**
 * Refuses an address that another human of the instance has, case aside, with `accountEmailTaken`. ZITADEL's model lets
 * users share an address, so no table forbids it: whoever asks here holds the instance until the end of the command, and
 * the next who asks sees what this one wrote.
 */
export async function assertEmailFree(tx: Transaction, email: string, ownId: UserId): Promise<void> {
  await lockInstance(tx);
  const match = { text: email, method: "equals", ignoreCase: true } as const;
  const { items } = await tx.users.list({
    scope: everyOrg,
    filters: [{ kind: "text", field: "email", match }],
    sortBy: "id",
    isAscending: true,
    page: { offset: 0, limit: 2 },
  });
  if (items.some((user) => user.id !== ownId)) throw new DomainError("accountEmailTaken");
}
