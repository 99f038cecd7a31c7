import type { JWTPayload } from "jose";
import { everyOrg, type UserReader, type UserRow, userId } from "../storage/contract/index.ts";

/** How a token of an outside issuer names a user. */
export interface SubjectMapping {
  /** What of the user the claim holds. */
  readonly by: "user-id" | "login-name" | "email";
  /** The claim that holds it, such as `sub`. */
  readonly claim: string;
}

/**
 * The user that a token is about; `undefined` when it names none, or does not say so for certain.
 *
 * By email, the issuer must say that it has verified the address (`email_verified`), the user's own must be verified,
 * too, and there must be only one such user: otherwise whoever enters an address somewhere could become its owner here.
 */
export async function findSubject(
  users: Pick<UserReader, "find" | "findByUserName" | "list">,
  payload: JWTPayload,
  { by, claim }: SubjectMapping,
): Promise<UserRow | undefined> {
  const name = Object.hasOwn(payload, claim) ? payload[claim] : undefined;
  if (typeof name !== "string" || name === "" || name.includes("\0")) return undefined;
  switch (by) {
    case "user-id":
      return users.find(everyOrg, userId(name));
    case "login-name":
      return users.findByUserName(everyOrg, name);
    case "email":
      return payload["email_verified"] === true ? findByEmail(users, name) : undefined;
  }
}

async function findByEmail(users: Pick<UserReader, "list">, email: string): Promise<UserRow | undefined> {
  const { items } = await users.list({
    scope: everyOrg,
    filters: [{ kind: "emails", emails: [email] }],
    sortBy: "id",
    isAscending: true,
    page: { offset: 0, limit: 1_000 },
  });
  const verified = items.filter(({ kind }) => kind.type === "human" && kind.isEmailVerified);
  return verified.length === 1 ? verified[0] : undefined;
}
