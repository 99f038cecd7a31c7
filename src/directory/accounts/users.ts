import {
  everyOrg,
  type GroupId,
  type OrgId,
  type ProfileFieldRow,
  type UserFilter,
  type UserId,
  type UserState,
} from "../../storage/contract/index.ts";
import type { Caller } from "../caller.ts";
import { runCommand } from "../command.ts";
import type { Dependencies } from "../dependencies.ts";
import { verifyEmail } from "../email.ts";
import { DomainError } from "../errors.ts";
import { assertManagedHere } from "../external-management.ts";
import { insertHuman, type NewPassword } from "../human-addition.ts";
import { listEvery } from "../paging.ts";
import { hashPassword } from "../password.ts";
import { listProfileFields } from "../profile-fields.ts";
import { type HumanRow, isHuman, recordOnUser, userKey } from "../user-aggregate.ts";
import { dayOf } from "../user-deactivations.ts";
import { assertUserNameDomainFree } from "../user-name.ts";
import { removeUser } from "../user-removal.ts";
import { enterState, stateRules } from "../user-states.ts";
import { assertNotAbove, enterOrg, enterOrgOfHuman, getInstance, isPermittedEverywhere } from "./access.ts";
import { type FieldValues, rawPhoneKey, readFields } from "./fields.ts";
import { type AccountRole, findAccountRole, setAccountRole } from "./roles.ts";
import { type AccountUserUpdate, addToGroups, assertEmailFree, updateAccountUser } from "./user-update.ts";

/** A human as an account shows it. */
export interface AccountUser {
  readonly id: UserId;
  readonly orgId: OrgId;
  readonly isActive: boolean;
  readonly role: AccountRole;
  /** Day on which it becomes inactive, such as `2030-01-31`. */
  readonly deactivationDay: string | undefined;
  readonly groupIds: readonly GroupId[];
  /** Every field, in order. */
  readonly fields: FieldValues;
}

/** A human to be added to an account. */
export interface NewAccountUser {
  readonly email: string;
  /** The e-mail address when `undefined`. */
  readonly login: string | undefined;
  /** `undefined` when none is given: then the human can be asked to set one. */
  readonly password: string | undefined;
  readonly role: Exclude<AccountRole, "owner"> | undefined;
  /** `unknown` stands for one that is not there; the caller's own when `undefined`. */
  readonly orgId: OrgId | "unknown" | undefined;
  /** Whether a message goes out with which the human sets the account up; there is none where a password is given. */
  readonly sendsMessage: boolean;
  readonly groups: readonly (GroupId | undefined)[];
}

/** Rules of the users of an account: humans of every organization, by the rules that iSpring's clients know. */
export interface AccountUsers {
  /**
   * The humans that the caller may read, by id: of every organization for who may read all, else of its own. Fails with
   * a permission error for another organization than its own, `accountOrgNotFound`.
   */
  list(
    caller: Caller,
    filter: { readonly orgId: OrgId | undefined; readonly groupId: GroupId | undefined },
  ): Promise<readonly AccountUser[]>;
  /** The human. Fails as `enterOrgOfHuman` says. */
  get(caller: Caller, id: UserId | undefined): Promise<AccountUser>;
  /**
   * Adds a human without a name, active at once unless a message goes out. Answers its id, and the positions of the
   * groups that it could not be added to. Fails with permission errors, `accountOrgNotFound`, `emailInvalid`,
   * `accountPasswordInvalid`, `accountRankTooLow`, `userNameDomainReserved`, `accountEmailTaken`, `userAlreadyExists`.
   */
  add(
    caller: Caller,
    readUser: () => Promise<NewAccountUser>,
  ): Promise<{ readonly id: UserId; readonly refusedGroups: readonly number[] }>;
  /** Changes a human as {@link updateAccountUser} says. */
  update(
    caller: Caller,
    id: UserId | undefined,
    readUpdate: () => Promise<AccountUserUpdate>,
  ): Promise<readonly number[]>;
  /** Sets the password. Fails as `enterOrgOfHuman` says, then with `accountPasswordInvalid`. */
  setPassword(caller: Caller, id: UserId | undefined, password: string): Promise<void>;
  /**
   * Makes the human active, until a day if one is given and for good if none is, or inactive at once. What it is already
   * it stays. Fails as `enterOrgOfHuman` says, then with `accountDayInvalid`.
   */
  setStatus(
    caller: Caller,
    id: UserId | undefined,
    readStatus: () => { readonly isActive: boolean; readonly deactivationDay: string | undefined },
  ): Promise<void>;
  /** Removes the human. Fails as `enterOrgOfHuman` says. */
  remove(caller: Caller, id: UserId | undefined): Promise<void>;
}

/** The rules of the users of an account. */
export function createAccountUsers(dependencies: Dependencies): AccountUsers {
  const { clock } = dependencies;
  return {
    list: async (caller, filter) => describe(dependencies, await listHumans(dependencies, caller, filter)),
    async get(caller, id) {
      const { user } = await enterOrgOfHuman(dependencies, caller, id, "user.read");
      const [described] = await describe(dependencies, [user]);
      if (described === undefined) throw new DomainError("accountUserNotFound");
      return described;
    },
    add: (caller, readUser) => addUser(dependencies, caller, readUser),
    update: (caller, id, readUpdate) => updateAccountUser(dependencies, caller, id, readUpdate),
    async setPassword(caller, id, password) {
      await updateAccountUser(dependencies, caller, id, async () => ({
        fields: new Map([["password", verifyPassword(password)]]),
        orgId: undefined,
        role: undefined,
        groups: [],
      }));
    },
    async setStatus(caller, id, readStatus) {
      const { user, caller: inside } = await enterOrgOfHuman(dependencies, caller, id, "user.write");
      const { isActive, deactivationDay } = readStatus();
      if (deactivationDay !== undefined && !isDay(deactivationDay)) throw new DomainError("accountDayInvalid");
      await changeStatus(dependencies, inside, user.id, isActive, deactivationDay);
    },
    async remove(caller, id) {
      const { user, caller: inside } = await enterOrgOfHuman(dependencies, caller, id, "user.delete");
      await runCommand(dependencies, {
        keys: [userKey(user.id)],
        run: (tx) => removeUser(tx, inside, user.id, clock(), "accountUserNotFound"),
      });
    },
  };
}

async function listHumans(
  dependencies: Dependencies,
  caller: Caller,
  { orgId, groupId }: { readonly orgId: OrgId | undefined; readonly groupId: GroupId | undefined },
): Promise<readonly HumanRow[]> {
  const isEverywhere = orgId === undefined && (await isPermittedEverywhere(dependencies, caller, "user.read"));
  const scope = isEverywhere ? everyOrg : { orgId: (await enterOrg(dependencies, caller, orgId, "user.read")).orgId };
  const filters: UserFilter[] = [{ kind: "type", type: "human" }];
  if (groupId !== undefined) filters.push({ kind: "group", id: groupId });
  const { users } = dependencies.storage.reader;
  const found = await listEvery((page) => users.list({ scope, filters, sortBy: "id", isAscending: true, page }));
  return found.filter(isHuman);
}

/** The humans as the account shows them, in their order. */
async function describe(dependencies: Dependencies, humans: readonly HumanRow[]): Promise<readonly AccountUser[]> {
  const { reader } = dependencies.storage;
  const ids = humans.map(({ id }) => id);
  const [instance, definitions] = [await getInstance(dependencies), await listProfileFields(reader.profileFields)];
  const days = new Map((await reader.userDeactivations.findMany(ids)).map(({ userId, day }) => [userId, day]));
  const metadata = await readMetadata(dependencies, ids, definitions);
  const groups = new Map<UserId, GroupId[]>();
  for (const { userId, group } of await reader.groups.listOfUsers(everyOrg, ids)) {
    groups.set(userId, [...(groups.get(userId) ?? []), group.id]);
  }
  return Promise.all(
    humans.map(async (user) => ({
      id: user.id,
      orgId: user.orgId,
      isActive: user.state === "active" || user.state === "initial",
      role: await findAccountRole(reader.memberships, instance, user),
      deactivationDay: days.get(user.id),
      groupIds: groups.get(user.id) ?? [],
      fields: readFields(definitions, user, metadata.get(user.id) ?? new Map()),
    })),
  );
}

async function readMetadata(
  { storage }: Dependencies,
  ids: readonly UserId[],
  definitions: readonly ProfileFieldRow[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const keys = [rawPhoneKey, ...definitions.map(({ name }) => name)];
  const texts = new Map<string, Map<string, string>>();
  for (const { owner, key, value } of await storage.reader.metadata.listOfUsers(ids, [...new Set(keys)])) {
    const ofUser = texts.get(owner.id) ?? new Map<string, string>();
    texts.set(owner.id, ofUser.set(key, Buffer.from(value).toString("utf8")));
  }
  return texts;
}

async function addUser(dependencies: Dependencies, caller: Caller, readUser: () => Promise<NewAccountUser>) {
  // The caller's own organization, until it is known which one is meant: who may not there may nowhere.
  if (!(await isPermittedEverywhere(dependencies, caller, "user.write"))) {
    await enterOrg(dependencies, caller, undefined, "user.write");
  }
  const input = await readUser();
  const inside = await enterOrg(dependencies, caller, input.orgId, "user.write");
  const email = verifyEmail(input.email);
  const userName = input.login?.trim() || email;
  const password = input.password === undefined ? undefined : verifyPassword(input.password);
  const { role = "user" } = input;
  await assertNotAbove(dependencies, caller, role);
  await assertUserNameDomainFree(dependencies.storage.reader.orgs, userName, inside.orgId);
  const stored: NewPassword | undefined =
    password === undefined ? undefined : { hash: await hashPassword(password), isChangeRequired: false };
  const { id } = await insertHuman(dependencies, inside, {
    id: undefined,
    human: { ...namelessHuman(userName), userName, email, isEmailVerified: true, phone: "", isPhoneVerified: false },
    state: stored === undefined && input.sendsMessage ? "initial" : "active",
    password: stored,
    idTaken: "userAlreadyExists",
    async also(tx, row, timeUs) {
      await assertEmailFree(tx, email, row.id);
      await setAccountRole(tx, inside, row, role, timeUs);
    },
  });
  return { id, refusedGroups: await addToGroups(dependencies, inside, id, input.groups) };
}

/** A profile of which nothing is known yet but what to call it. */
const namelessHuman = (displayName: string) => ({
  profile: {
    firstName: "",
    lastName: "",
    nickName: "",
    displayName,
    preferredLanguage: "und",
    gender: "unspecified" as const,
  },
});

const changeStatus = (
  dependencies: Dependencies,
  caller: Caller,
  id: UserId,
  isActive: boolean,
  deactivationDay: string | undefined,
): Promise<void> =>
  runCommand(dependencies, {
    keys: [userKey(id)],
    async run(tx) {
      const timeUs = dependencies.clock();
      const user = await tx.users.lock(everyOrg, id);
      if (user === undefined) throw new DomainError("accountUserNotFound");
      await assertManagedHere(tx.orgs, user.orgId);
      const [known] = await tx.userDeactivations.findMany([id]);
      const staysActive = isActive && (deactivationDay === undefined || deactivationDay > dayOf(timeUs));
      const day = staysActive ? deactivationDay : undefined;
      let { lastSequence } = user;
      if (day !== known?.day) {
        if (day === undefined) await tx.userDeactivations.delete(id);
        else await tx.userDeactivations.set({ userId: id, day });
        const type = day === undefined ? "user.deactivation.unscheduled" : "user.deactivation.scheduled";
        const event = { type, payload: day === undefined ? {} : { day } } as const;
        lastSequence = await recordOnUser(tx, user, { caller, timeUs, events: [event] });
      }
      const transition = transitionFrom(user.state, staysActive);
      if (transition === undefined) return;
      await enterState(tx, { ...user, lastSequence }, stateRules.v1[transition], { caller, timeUs });
    },
  });

/** What makes a user active or inactive; `undefined` where it is so already. */
function transitionFrom(state: UserState, isActive: boolean): "deactivate" | "reactivate" | "unlock" | undefined {
  if (!isActive) return state === "inactive" ? undefined : "deactivate";
  switch (state) {
    case "active":
    case "initial":
      return undefined;
    case "inactive":
      return "reactivate";
    case "locked":
      return "unlock";
  }
}

/** Whether the text is a day of the calendar. */
const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const timeMs = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(timeMs) && new Date(timeMs).toISOString().startsWith(text);
};

/** The rule iSpring documents for passwords that are set by themselves. Fails with `accountPasswordInvalid`. */
function verifyPassword(password: string): string {
  const length = Array.from(password).length;
  if (length < 6 || length > 100 || !/[A-Z]/.test(password) || !/[0-9]/.test(password)) {
    throw new DomainError("accountPasswordInvalid");
  }
  return password;
}
