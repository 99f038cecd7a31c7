import type { CreateUser } from "../../../../gen/adobe/usermanagement/v2/command_pb.ts";
import { assertPermittedOn } from "../../../directory/permissions.ts";
import type { HumanRow } from "../../../directory/user-aggregate.ts";
import { AdobeError } from "../errors.ts";
import { userNameIn } from "../names/path-text.ts";
import { toMetadata, type UserType } from "../user-attributes.ts";
import type { StepRun } from "./progress.ts";
import { updateUser } from "./update-user.ts";

/**
 * Adds the user of the command, active at once, with an address that counts as verified: whoever sends commands answers
 * for the organization's addresses. Fails with `userExists` unless an option says what to do with a user that is there,
 * `optionIllegal`, `countryInvalid`, `domainMissing`, and as the directory does.
 */
export async function createUser(
  run: StepRun,
  type: UserType,
  input: CreateUser,
  existing: HumanRow | undefined,
): Promise<void> {
  const { directory, caller, name, domain, progress } = run;
  assertPermittedOn(caller.permissions, "user.write", []);
  const option = parseCreateOption(input.option);
  const country = verifyCountry(input.country);
  if (existing !== undefined) {
    if (option === "fail") throw new AdobeError("userExists", `The user is there already: ${name}`, { value: name });
    return option === "update" ? updateUser(run, existing, changesOf(input)) : undefined;
  }
  const userName = userNameIn(name.trim(), domain);
  const email = input.email.trim() || userName;
  if (!userName.includes("@")) {
    const message = `${name} is no email address, so the command has to name its domain`;
    throw new AdobeError("domainMissing", message, { list: "domain", value: name });
  }
  const added = await directory.userCreation.addHuman(caller, {
    orgId: caller.orgId,
    id: undefined,
    userName,
    profile: {
      ...namesOf(type, input, email),
      nickName: "",
      displayName: "",
      preferredLanguage: "",
      gender: "unspecified",
    },
    email: { address: email, verification: { kind: "verified" } },
    phone: undefined,
    password: undefined,
    metadata: toMetadata({ type, country }),
    identityProviderIds: [],
    totpSecret: undefined,
  });
  progress.created.push({ step: progress.step, id: added.id });
}

/** Only an Adobe ID may come without names: Adobe knows them and the caller need not. It is then named for its address. */
function namesOf(type: UserType, { firstname, lastname }: CreateUser, email: string) {
  const stand = type === "adobeID" ? email.slice(0, email.lastIndexOf("@")) : "";
  return { firstName: firstname || stand, lastName: lastname || stand };
}

const changesOf = ({ firstname, lastname }: CreateUser) => ({
  ...(firstname === "" ? {} : { firstname }),
  ...(lastname === "" ? {} : { lastname }),
});

/** What to do with something that is there already. Fails with `optionIllegal`. */
export function parseCreateOption(option: string): "fail" | "ignore" | "update" {
  switch (option) {
    case "":
      return "fail";
    case "ignoreIfAlreadyExists":
      return "ignore";
    case "updateIfAlreadyExists":
      return "update";
    default:
      throw new AdobeError("optionIllegal", `option: ${option} is no option`, { list: "option", value: option });
  }
}

/** The country as it was given. Fails with `countryInvalid`. */
function verifyCountry(country: string): string {
  if (country === "" || /^[A-Z]{2}$/.test(country)) return country;
  const message = `country: ${country} is no code of two upper-case letters`;
  throw new AdobeError("countryInvalid", message, { list: "country", value: country });
}
