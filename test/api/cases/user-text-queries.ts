import { expect } from "vitest";
import { TextQueryMethod } from "../../../gen/zitadel/v1/object_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import type { Query } from "../search-query.ts";
import { rpc } from "../world.ts";
import { getZoo, type ZooUser } from "../zoo.ts";

/** Every text field: its condition, and the value that is looked at. */
const fields: Readonly<
  Record<string, { query(text: string, method: TextQueryMethod): Query; textOf(user: ZooUser): string | undefined }>
> = {
  "user name": {
    query: (userName, method) => ({ case: "userNameQuery", value: { userName, method } }),
    textOf: ({ userName }) => userName,
  },
  "login name": {
    query: (loginName, method) => ({ case: "loginNameQuery", value: { loginName, method } }),
    textOf: ({ userName }) => userName,
  },
  "first name": {
    query: (firstName, method) => ({ case: "firstNameQuery", value: { firstName, method } }),
    textOf: ({ firstName }) => firstName,
  },
  "last name": {
    query: (lastName, method) => ({ case: "lastNameQuery", value: { lastName, method } }),
    textOf: ({ lastName }) => lastName,
  },
  "nick name": {
    query: (nickName, method) => ({ case: "nickNameQuery", value: { nickName, method } }),
    textOf: ({ nickName }) => nickName,
  },
  "display name": {
    query: (displayName, method) => ({ case: "displayNameQuery", value: { displayName, method } }),
    textOf: ({ displayName }) => displayName,
  },
  "email address": {
    query: (emailAddress, method) => ({ case: "emailQuery", value: { emailAddress, method } }),
    textOf: ({ email }) => email,
  },
};

/** Every method, in the simplest words: what it means for a value and the text that is looked for. */
const methods: Readonly<Record<string, { method: TextQueryMethod; holds(value: string, text: string): boolean }>> = {
  EQUALS: { method: TextQueryMethod.EQUALS, holds: (value, text) => value === text },
  EQUALS_IGNORE_CASE: {
    method: TextQueryMethod.EQUALS_IGNORE_CASE,
    holds: (value, text) => value.toLowerCase() === text.toLowerCase(),
  },
  STARTS_WITH: { method: TextQueryMethod.STARTS_WITH, holds: (value, text) => value.startsWith(text) },
  STARTS_WITH_IGNORE_CASE: {
    method: TextQueryMethod.STARTS_WITH_IGNORE_CASE,
    holds: (value, text) => value.toLowerCase().startsWith(text.toLowerCase()),
  },
  CONTAINS: { method: TextQueryMethod.CONTAINS, holds: (value, text) => value.includes(text) },
  CONTAINS_IGNORE_CASE: {
    method: TextQueryMethod.CONTAINS_IGNORE_CASE,
    holds: (value, text) => value.toLowerCase().includes(text.toLowerCase()),
  },
  ENDS_WITH: { method: TextQueryMethod.ENDS_WITH, holds: (value, text) => value.endsWith(text) },
  ENDS_WITH_IGNORE_CASE: {
    method: TextQueryMethod.ENDS_WITH_IGNORE_CASE,
    holds: (value, text) => value.toLowerCase().endsWith(text.toLowerCase()),
  },
};

/**
 * Texts to look for: a whole value, a value in upper case, a beginning, an end in lower case, a middle in upper case.
 * Together they tell every method from every other one.
 */
function probesOf(gigi: string, zoe: string, greek: string): ReadonlySet<string> {
  const half = Math.ceil(gigi.length / 2);
  return new Set([
    zoe,
    greek.toUpperCase(),
    gigi.slice(0, half),
    gigi.slice(half).toLowerCase(),
    gigi.slice(1, -1).toUpperCase(),
  ]);
}

/** ListUsers: every text field with every method, against values with wildcards, accents and emojis. */
export const userTextQueries: CaseGroup = {
  subject: "ListUsers, by text,",
  cases: casesOf(
    "finds users by $name",
    Object.entries(fields).flatMap(([fieldName, field]) =>
      Object.entries(methods).map(([methodName, method]) => ({
        name: `${fieldName} ${methodName}`,
        ...field,
        ...method,
      })),
    ),
    async (world, { query, textOf, method, holds }) => {
      const { orgId, users } = await getZoo(world);
      const valueAt = (key: string) => users.filter((user) => user.key === key).map(textOf)[0] ?? "";
      for (const text of probesOf(valueAt("gigi"), valueAt("zoe"), valueAt("greek"))) {
        const request = { queries: [{ query: query(text, method) }], query: { asc: true } };
        const { result } = await world.ok(rpc.listUsers, request, { token: world.server.adminToken, orgId });
        const expected = users.filter((user) => {
          const value = textOf(user);
          return value !== undefined && holds(value, text);
        });
        expect({ text, ids: result.map(({ id }) => id) }).toEqual({ text, ids: expected.map(({ id }) => id) });
      }
    },
  ),
};
