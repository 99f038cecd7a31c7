import type { MetadataOwner, ProfileFieldReader, ProfileFieldRow, Transaction } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { appendEvents } from "./history.ts";
import { instanceKey, lockInstance } from "./instance-aggregate.ts";

/** A field to be defined. */
export type ProfileFieldSettings = Omit<ProfileFieldRow, "number">;

/**
 * Rules of profile fields: definitions of what profiles hold beside ZITADEL's six fields. Their values are users'
 * metadata under the field's name, so every interface reads and writes them; that values of unique fields differ, case
 * and white space around them aside, the database sees to, whichever interface writes them.
 */
export interface ProfileFields {
  /** Every field, the built-in ones included, by order priority. */
  list(): Promise<readonly ProfileFieldRow[]>;
  /**
   * Defines a field, or defines it anew. Values that users have under its name already count. Fails with
   * `profileFieldNameInvalid`, `profileFieldBuiltIn`, and `profileFieldTaken` when it is to be unique and two users have
   * the same value.
   */
  set(caller: Caller, field: ProfileFieldSettings): Promise<ProfileFieldRow>;
  /** Removes a definition; users' metadata stays. Fails with `profileFieldBuiltIn`, `profileFieldNotFound`. */
  remove(caller: Caller, name: string): Promise<void>;
}

const textField = { type: "string", isRequired: false, isUnique: false, isVisible: true } as const;

/**
 * The fields that are there from the start. Those iSpring documents with a number have it; the others have numbers of
 * our own. `login` is the user name, the next four are the human's own fields, the rest is metadata.
 */
export const builtInFields: readonly ProfileFieldRow[] = [
  {
    name: "first_name",
    number: 3,
    label: "First Name",
    ...textField,
    type: "first_name",
    isRequired: true,
    orderPriority: -15,
  },
  {
    name: "last_name",
    number: 4,
    label: "Last Name",
    ...textField,
    type: "last_name",
    isRequired: true,
    orderPriority: -13,
  },
  {
    name: "email",
    number: 1,
    label: "E-mail",
    ...textField,
    type: "email",
    isRequired: true,
    isUnique: true,
    orderPriority: -11,
  },
  {
    name: "login",
    number: 67,
    label: "Login",
    ...textField,
    type: "login",
    isRequired: true,
    isUnique: true,
    orderPriority: 0,
  },
  { name: "phone", number: 5, label: "Phone", ...textField, type: "phone", orderPriority: 1 },
  { name: "country_id", number: 8, label: "Country", ...textField, type: "country", orderPriority: 2 },
  { name: "state", number: 9, label: "State", ...textField, orderPriority: 3 },
  { name: "city", number: 10, label: "City", ...textField, orderPriority: 4 },
];

/** Numbers of fields that are added begin behind those that are built in. */
const firstNumber = 1_000;

const namePattern = /^[A-Za-z_][\w.-]{0,99}$/;
const isBuiltIn = (name: string): boolean => name === "password" || builtInFields.some((field) => field.name === name);

/** Every field, the built-in ones included, by order priority. */
export const listProfileFields = async (
  profileFields: Pick<ProfileFieldReader, "list">,
): Promise<readonly ProfileFieldRow[]> =>
  [...builtInFields, ...(await profileFields.list())].toSorted(
    (left, right) => left.orderPriority - right.orderPriority,
  );

/** The rules of profile fields. */
export function createProfileFields(dependencies: Dependencies): ProfileFields {
  const { storage, clock } = dependencies;

  /** Runs a command that changes definitions, with an event in the instance's history. */
  const change = <Result>(
    caller: Caller,
    type: "instance.profile.field.set" | "instance.profile.field.removed",
    name: string,
    run: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> =>
    runCommand(
      dependencies,
      {
        keys: [instanceKey],
        async run(tx) {
          const locked = await lockInstance(tx);
          if (locked === undefined) throw new Error("the directory is not set up");
          const result = await run(tx);
          await appendEvents(tx, { caller, timeUs: clock() }, locked.occasion, [{ type, payload: { name } }]);
          return result;
        },
      },
      { "profile-field-value": "profileFieldTaken" },
    );

  return {
    list: () => listProfileFields(storage.reader.profileFields),
    async set(caller, settings) {
      const { name } = settings;
      if (!namePattern.test(name) || /^xml/i.test(name)) throw new DomainError("profileFieldNameInvalid");
      if (isBuiltIn(name)) throw new DomainError("profileFieldBuiltIn");
      return change(caller, "instance.profile.field.set", name, async (tx) => {
        const fields = await tx.profileFields.list();
        const existing = fields.find((field) => field.name === name);
        const next = Math.max(firstNumber, ...fields.map(({ number }) => number + 1));
        const row = { ...settings, number: existing?.number ?? next };
        // Values are known of unique fields only, and of this one anew.
        await tx.profileFields.delete(name);
        await tx.profileFields.set(row);
        if (row.isUnique) await claimStoredValues(tx, name);
        return row;
      });
    },
    async remove(caller, name) {
      if (isBuiltIn(name)) throw new DomainError("profileFieldBuiltIn");
      await change(caller, "instance.profile.field.removed", name, async (tx) => {
        const fields = await tx.profileFields.list();
        if (!fields.some((field) => field.name === name)) throw new DomainError("profileFieldNotFound");
        await tx.profileFields.delete(name);
      });
    },
  };
}

async function claimStoredValues(tx: Transaction, field: string): Promise<void> {
  for (const { owner, value } of await tx.metadata.listOfUsers(undefined, [field])) {
    const compared = comparedText(value);
    if (owner.type === "user" && compared !== "") await tx.profileFields.claim(owner.id, [{ field, value: compared }]);
  }
}

/** The form in which values of unique fields are compared. */
const comparedText = (value: Uint8Array): string => Buffer.from(value).toString("utf8").trim().toLowerCase();

/**
 * Keeps what is known of the values of unique fields in step with metadata that is being written. Fails with
 * ConstraintError `profile-field-value` for a value that another user has.
 */
export async function trackFieldValues(
  tx: Transaction,
  owner: MetadataOwner,
  changes: readonly { readonly key: string; readonly value: Uint8Array | undefined }[],
): Promise<void> {
  if (owner.type !== "user" || changes.length === 0) return;
  const unique = new Set((await tx.profileFields.list()).filter(({ isUnique }) => isUnique).map(({ name }) => name));
  // Of entries with the same key the last counts.
  const last = new Map(changes.filter(({ key }) => unique.has(key)).map(({ key, value }) => [key, value]));
  const values = [...last].map(([field, value]) => ({ field, value: value === undefined ? "" : comparedText(value) }));
  await tx.profileFields.release(
    owner.id,
    values.filter(({ value }) => value === "").map(({ field }) => field),
  );
  const claimed = values.filter(({ value }) => value !== "");
  for (const value of claimed) {
    const holder = await tx.profileFields.findOwner(value);
    // The table refuses it in any case; only here is it known which field it is.
    if (holder !== undefined && holder !== owner.id) throw new DomainError("profileFieldTaken", { field: value.field });
  }
  if (claimed.length > 0) await tx.profileFields.claim(owner.id, claimed);
}
