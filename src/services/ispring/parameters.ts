import { parseAlias } from "../../directory/aliases.ts";
import { LearnError } from "./errors.ts";

/** Ids of a list as the request wrote them: separated by commas, each once, in order. Refuses what is no number. */
export function parseIdList(text: string): readonly string[] {
  if (text.trim() === "") return [];
  const ids = text.split(",").map((part) => part.trim());
  if (ids.length > 1000 || ids.some((id) => parseAlias(id) === undefined)) throw new LearnError("badRequest");
  return [...new Set(ids)];
}

/** The ids at these positions as an answer lists them. */
export const formatIdList = (ids: readonly string[], positions: readonly number[]): string =>
  positions.map((position) => ids[position]).join(",");

const assignableRoles = ["user", "publisher", "organizationAdministrator", "administrator"] as const;

/** The role that a request names; `undefined` when it names none. The account's owner cannot be made by a request. */
export function parseRole(text: string): (typeof assignableRoles)[number] | undefined {
  if (text.trim() === "") return undefined;
  const role = assignableRoles.find((candidate) => candidate === text.trim());
  if (role === undefined) throw new LearnError("badRequest");
  return role;
}

/** A text that must be there. */
export function requireText(text: string): string {
  if (text.trim() === "") throw new LearnError("badRequest");
  return text.trim();
}

/** Most members of a group; 0 is `none`, and no text `undefined`. */
export function parseMemberLimit(text: string): number | "none" | undefined {
  if (text.trim() === "") return undefined;
  if (!/^\d{1,9}$/.test(text.trim())) throw new LearnError("badRequest");
  return Number(text) === 0 ? "none" : Number(text);
}
