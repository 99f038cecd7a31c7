import { type Aliases, parseAlias } from "../../directory/aliases.ts";
import { type GroupId, groupId, type OrgId, orgId, type UserId, userId } from "../../directory/model.ts";

/** The whole numbers that this interface has as ids, and what they stand for. */
export interface LearnIds {
  /** `undefined` for what is no number, or none of a user; whether there is such a user still is another question. */
  findUser(text: string): Promise<UserId | undefined>;
  findGroup(text: string): Promise<GroupId | undefined>;
  findOrg(text: string): Promise<OrgId | undefined>;
  /** Those of users, organizations or groups, in the order asked. */
  numbersOf(kind: "user" | "org" | "group", ids: readonly string[]): Promise<readonly number[]>;
}

/** The ids on the directory's aliases. */
export function createLearnIds(aliases: Aliases): LearnIds {
  const find = async (kind: "user" | "org" | "group", text: string): Promise<string | undefined> => {
    const number = parseAlias(text.trim());
    return number === undefined ? undefined : aliases.find(kind, number);
  };
  return {
    async findUser(text) {
      const id = await find("user", text);
      return id === undefined ? undefined : userId(id);
    },
    async findGroup(text) {
      const id = await find("group", text);
      return id === undefined ? undefined : groupId(id);
    },
    async findOrg(text) {
      const id = await find("org", text);
      return id === undefined ? undefined : orgId(id);
    },
    async numbersOf(kind, ids) {
      const numbers = await aliases.ensureMany(kind, ids);
      return ids.map((id) => numbers.get(id) ?? 0);
    },
  };
}
