import type { Caller } from "../../directory/caller.ts";
import type { Directory } from "../../directory/directory.ts";
import type { MetadataEntry } from "../../directory/metadata.ts";
import type { UserId, UserRow } from "../../directory/model.ts";

/** What this interface knows of a user and the directory has no place for: it is kept as the user's metadata. */
export interface UserAttributes {
  /** How the user signs in at Adobe. */
  readonly type: UserType;
  /** Two upper-case letters; empty when it was not given. */
  readonly country: string;
}

/** Adobe's kinds of user. */
export type UserType = "adobeID" | "enterpriseID" | "federatedID";

const typeKey = "adobe.type";
const countryKey = "adobe.country";

/** A user that came another way signs in with what the organization itself keeps of it. */
const defaults: UserAttributes = { type: "enterpriseID", country: "" };

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The attributes as metadata. */
export const toMetadata = ({ type, country }: UserAttributes): readonly MetadataEntry[] => [
  { key: typeKey, value: encoder.encode(type) },
  ...(country === "" ? [] : [{ key: countryKey, value: encoder.encode(country) }]),
];

/** The attributes of each of these users, by id; of those of other organizations nothing is known. */
export async function readAttributes(
  { metadata }: Directory,
  caller: Caller,
  users: readonly UserRow[],
): Promise<(id: UserId) => UserAttributes> {
  const rows = await metadata.listOfUsers(caller, users, [typeKey, countryKey]);
  const values = new Map(rows.map(({ owner, key, value }) => [`${owner.id} ${key}`, decoder.decode(value)]));
  return (id) => {
    const type = values.get(`${id} ${typeKey}`);
    return {
      type: isUserType(type) ? type : defaults.type,
      country: values.get(`${id} ${countryKey}`) ?? defaults.country,
    };
  };
}

const isUserType = (text: string | undefined): text is UserType =>
  text === "adobeID" || text === "enterpriseID" || text === "federatedID";
