import type { Caller } from "../../directory/caller.ts";
import type { Directory } from "../../directory/directory.ts";
import type { MetadataEntry } from "../../directory/metadata.ts";
import { userOwner } from "../../directory/metadata.ts";
import type { UserId } from "../../directory/model.ts";

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

/** The attributes of a user of the organization of the call. */
export async function readAttributes({ metadata }: Directory, caller: Caller, id: UserId): Promise<UserAttributes> {
  const keys = [{ text: "adobe.", method: "starts-with", ignoreCase: false }] as const;
  const { items } = await metadata.list(caller, userOwner(id), { keys, page: { offset: 0, limit: 0 } });
  const values = new Map(items.map(({ key, value }) => [key, decoder.decode(value)]));
  const type = values.get(typeKey);
  return {
    type: isUserType(type) ? type : defaults.type,
    country: values.get(countryKey) ?? defaults.country,
  };
}

const isUserType = (text: string | undefined): text is UserType =>
  text === "adobeID" || text === "enterpriseID" || text === "federatedID";
