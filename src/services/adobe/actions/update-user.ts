import type { HumanProfile } from "../../../directory/model.ts";
import type { HumanRow } from "../../../directory/user-aggregate.ts";
import { AdobeError } from "../errors.ts";
import { readAttributes } from "../user-attributes.ts";
import type { StepRun } from "./progress.ts";

/** What of a user is to become what; what is not there stays. */
export interface UserFields {
  readonly email?: string | undefined;
  readonly username?: string | undefined;
  readonly firstname?: string | undefined;
  readonly lastname?: string | undefined;
  readonly country?: string | undefined;
}

/**
 * Changes a user. Fails with `updateEmpty`, `adobeIdFixed`, `countryFixed`, and as the directory does.
 */
export async function updateUser({ directory, caller }: StepRun, user: HumanRow, fields: UserFields): Promise<void> {
  const { email, username: userName, firstname, lastname, country } = fields;
  if ([email, userName, firstname, lastname, country].every((value) => value === undefined)) {
    throw new AdobeError("updateEmpty", "update names none of email, username, firstname and lastname");
  }
  const attributes = (await readAttributes(directory, caller, [user]))(user.id);
  if (attributes.type === "adobeID") {
    throw new AdobeError("adobeIdFixed", "an Adobe ID is changed by the person who has it", { value: user.userName });
  }
  if (country !== undefined && country !== "" && country !== attributes.country) {
    const message = `country: a user's country stays what it was when the user was added`;
    throw new AdobeError("countryFixed", message, { list: "country", value: country });
  }
  const profile: Partial<HumanProfile> = {
    ...(firstname === undefined ? {} : { firstName: firstname }),
    ...(lastname === undefined ? {} : { lastName: lastname }),
    ...(firstname === undefined && lastname === undefined ? {} : displayNameOf(user, { firstname, lastname })),
  };
  await directory.instanceHumans.update(caller, user.id, {
    userName,
    profile,
    email: email === undefined ? undefined : { address: email, verification: { kind: "verified" } },
  });
}

/** A name that was made of the others follows them; one that was chosen stays. */
function displayNameOf({ kind }: HumanRow, { firstname, lastname }: UserFields): Partial<HumanProfile> {
  if (kind.displayName !== `${kind.firstName} ${kind.lastName}`) return {};
  return { displayName: `${firstname ?? kind.firstName} ${lastname ?? kind.lastName}` };
}
