import { expect } from "vitest";
import { TextQueryMethod } from "../../../gen/zitadel/v1/object_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import type { Query } from "../search-query.ts";
import { rpc } from "../world.ts";
import { getZoo, type ZooUser } from "../zoo.ts";


/** Every text field: its condition, and the value that is looked at. */
const fields: Readonly<
  Record<string, { query(text: string, method: TextQueryMethod): Query; valueOf(user: ZooUser): string | undefined }>
> = {
  "user name": {
    query: (userName, method) => ({ case: "userNameQuery", value: { userName, method } }),
    valueOf: ({ userName }) => userName,
  },
  "login name": {
    query: (loginName, method) => ({ case: "loginNameQuery", value: { loginName, method } }),
    valueOf: ({ userName }) => userName,
  },
  "first name": {
    query: (firstName, method) => ({ case: "firstNameQuery", value: { firstName, method } }),
    valueOf: ({ firstName }) => firstName,
  },
  "last name": {
    query: (lastName, method) => ({ case: "lastNameQuery", value: { lastName, method } }),
    valueOf: ({ lastName }) => lastName,
  },
  "nick name": {
    query: (nickName, method) => ({ case: "nickNameQuery", value: { nickName, method } }),
    valueOf: ({ nickName }) => nickName,
  },
  "display name": {
    query: (displayName, method) => ({ case: "displayNameQuery", value: { displayName, method } }),
    valueOf: ({ displayName }) => displayName,
  },
  "email address": {
    query: (emailAddress, method) => ({ case: "emailQuery", value: { emailAddress, method } }),
    valueOf: ({ email }) => email,
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

/** Texts made of a value that somebody has: all of it, parts of it, in every case. */
function probesOf(value: string): readonly string[] {
  const letters = Array.from(value);
  const half = Math.ceil(letters.length / 2);
  const parts = [value, letters.slice(0, half).join(""), letters.slice(half).join(""), letters.slice(1, -1).join("")];
  return [...new Set(parts.flatMap((part) => [part, part.toUpperCase(), part.toLowerCase()]))];
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
    async (world, { query, valueOf, method, holds }) => {
      const { orgId, users } = await getZoo(world);
      const texts = ["gigi", "zoe", "greek"].flatMap((key) =>
        probesOf(valueOf(users.find((user) => user.key === key) ?? { ...nobody }) ?? ""),
      );
      for (const text of [...new Set(texts)]) {
        const request = { queries: [{ query: query(text, method) }], query: { asc: true } };
        const { result } = await world.ok(rpc.listUsers, request, { token: world.server.adminToken, orgId });
        const expected = users.filter((user) => {
          const value = valueOf(user);
          return value !== undefined && holds(value, text);
        });
        expect({ text, ids: result.map(({ id }) => id) }).toEqual({ text, ids: expected.map(({ id }) => id) });
      }
    },
  ),
};

const nobody: ZooUser = {
  key: "",
  id: "",
  userName: "",
  firstName: "",
  lastName: "",
  nickName: "",
  displayName: "",
  email: "",
  state: 0,
};
