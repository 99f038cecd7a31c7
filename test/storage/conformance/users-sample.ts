import type { Storage, UserFilter, UserListQuery } from "../../../src/storage/contract/index.ts";
import { acme, addOrgs, addUsers, globex, sampleHuman, sampleMachine, sampleUser } from "../sample.ts";
import type { OpenStorage } from "./suite.ts";

/** A human. */
export const gigi = sampleUser("1", { userName: "Gigi" });
/** A machine of the same organization. */
export const robot = sampleMachine("2", { userName: "robot" });
/** A human with all that texts can have. */
export const zoe = sampleUser("3", {
  userName: "zoe",
  state: "locked",
  kind: { ...sampleHuman, firstName: "Zoë", displayName: "Zoë 100%_\\", email: "Zoe@acme.localhost" },
});
/** A human of another organization. */
export const other = sampleUser("4", { userName: "other", orgId: globex });

/** A storage with the four users. */
export async function openWithUsers(open: OpenStorage): Promise<Storage> {
  const storage = await open();
  await addOrgs(storage, acme, globex);
  await addUsers(storage, gigi, robot, zoe, other);
  return storage;
}

/** A list of one organization, by id. */
export const listOf = (overrides: Partial<UserListQuery> = {}): UserListQuery => ({
  scope: { orgId: acme },
  filters: [],
  sortBy: "id",
  isAscending: true,
  page: { offset: 0, limit: 100 },
  ...overrides,
});

/** A filter on a text. */
export function text(
  field: "userName" | "firstName" | "nickName" | "displayName" | "email" | "phone",
  method: "equals" | "starts-with" | "contains" | "ends-with" | "like",
  value: string,
  ignoreCase = false,
): UserFilter {
  return { kind: "text", field, match: { text: value, method, ignoreCase } };
}
