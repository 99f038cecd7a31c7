import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  Storage,
  TextMatch,
  UserFilter,
  UserRow,
  UserSortColumn,
  UserTextField,
} from "../../src/storage/contract/index.ts";
import { engines } from "../support/engines.ts";
import { acme, addOrgs, addUsers, globex, sampleHuman, sampleMachine, sampleUser } from "./sample.ts";

/** True, false or unknown, as SQL has it. */
type Truth = boolean | undefined;

/** Few letters, so that they meet often; among them what LIKE, JSON, lower-casing and byte order could get wrong. */
const letter = fc.constantFrom(
  "a",
  "A",
  "b",
  "%",
  "_",
  "\\",
  "'",
  '"',
  "é",
  "É",
  "ß",
  "İ",
  "Σ",
  "ς",
  "\uFFFD",
  "\u{1F992}",
  "\uE000",
);
const text = fc.oneof(
  { weight: 5, arbitrary: fc.array(letter, { maxLength: 4 }).map((letters) => letters.join("")) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 6 }).filter((value) => !value.includes("\0")) },
);

const fields = [
  "userName",
  "firstName",
  "lastName",
  "nickName",
  "displayName",
  "email",
] as const satisfies readonly UserTextField[];
const filterFields: readonly UserTextField[] = [...fields, "phone"];
const match: fc.Arbitrary<TextMatch> = fc.record({
  text,
  method: fc.constantFrom("equals", "starts-with", "contains", "ends-with"),
  ignoreCase: fc.boolean(),
});

const { filter } = fc.letrec<{ filter: UserFilter; leaf: UserFilter }>((tie) => ({
  leaf: fc.oneof(
    fc.record({ kind: fc.constant("text" as const), field: fc.constantFrom(...filterFields), match }),
    fc.record({ kind: fc.constant("state" as const), state: fc.constantFrom("active", "locked", "initial") }),
    fc.record({ kind: fc.constant("type" as const), type: fc.constantFrom("human", "machine") }),
    fc.record({ kind: fc.constant("ids" as const), ids: fc.array(fc.nat({ max: 30 }).map(String), { maxLength: 4 }) }),
    fc.record({ kind: fc.constant("orgs" as const), ids: fc.array(fc.constantFrom(acme, globex), { maxLength: 2 }) }),
    fc.record({
      kind: fc.constant("emails" as const),
      emails: fc.array(text, { maxLength: 4 }),
      ignoreCase: fc.boolean(),
    }),
    fc.constant<UserFilter>({ kind: "none" }),
  ),
  filter: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("leaf"),
    fc.record({ kind: fc.constant("not" as const), filter: tie("filter") }),
    fc.record({ kind: fc.constantFrom("and", "or"), filters: fc.array(tie("filter"), { maxLength: 4 }) }),
  ),
}));

/** A directory's worth of users; user names are unique without regard to case. */
const directory = fc
  .uniqueArray(
    fc.record({ names: fc.tuple(text, text, text, text, text, text), isHuman: fc.boolean(), isLocked: fc.boolean() }),
    {
      minLength: 5,
      maxLength: 12,
      selector: ({ names }) => names[0].toLowerCase(),
    },
  )
  .map((users) =>
    users.map(({ names, isHuman, isLocked }, index) => {
      const [userName, firstName, lastName, nickName, displayName, email] = names;
      const shared = { userName, state: isLocked ? "locked" : "active" } as const;
      const kind = { ...sampleHuman, firstName, lastName, nickName, displayName, email };
      return isHuman ? sampleUser(String(index), { ...shared, kind }) : sampleMachine(String(index), shared);
    }),
  );

function fieldOf(user: UserRow, field: UserTextField): string | undefined {
  if (field === "userName") return user.userName;
  return user.kind.type === "human" ? user.kind[field] : undefined;
}

function textTruth(value: string | undefined, { text: wanted, method, ignoreCase }: TextMatch): Truth {
  if (value === undefined) return undefined;
  const [left, right] = ignoreCase ? [value.toLowerCase(), wanted.toLowerCase()] : [value, wanted];
  switch (method) {
    case "equals":
      return left === right;
    case "like":
      throw new Error("patterns have a test of their own");
    case "starts-with":
      return left.startsWith(right);
    case "contains":
      return left.includes(right);
    case "ends-with":
      return left.endsWith(right);
  }
}

/** The filter's truth for a user, worked out without SQL. */
function truth(user: UserRow, condition: UserFilter): Truth {
  switch (condition.kind) {
    case "text":
      return textTruth(fieldOf(user, condition.field), condition.match);
    case "state":
      return user.state === condition.state;
    case "type":
      return user.kind.type === condition.type;
    case "ids":
      return condition.ids.includes(user.id);
    case "orgs":
      return condition.ids.includes(user.orgId);
    case "emails":
      if (condition.emails.length === 0) return false;
      if (user.kind.type !== "human") return undefined;
      return condition.ignoreCase === true
        ? condition.emails.map((email) => email.toLowerCase()).includes(user.kind.email.toLowerCase())
        : condition.emails.includes(user.kind.email);
    case "and": {
      const parts = condition.filters.map((part) => truth(user, part));
      return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true;
    }
    case "or": {
      const parts = condition.filters.map((part) => truth(user, part));
      return parts.includes(true) ? true : parts.includes(undefined) ? undefined : false;
    }
    case "not": {
      const part = truth(user, condition.filter);
      return part === undefined ? undefined : !part;
    }
    // The generator makes none of these: see groups.ts and role-holders.ts in conformance.
    case "group":
    case "role":
    case "none":
      return false;
  }
}

const byBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));

/** The order that the contract asks for, ascending. */
function compareUsers(left: UserRow, right: UserRow, sortBy: UserTextField): number {
  const [leftText, rightText] = [fieldOf(left, sortBy)?.toLowerCase(), fieldOf(right, sortBy)?.toLowerCase()];
  if (leftText === undefined || rightText === undefined) {
    const order = Number(leftText === undefined) - Number(rightText === undefined);
    return order || byBytes(left.id, right.id);
  }
  return byBytes(leftText, rightText) || byBytes(left.id, right.id);
}

for (const engine of engines) {
  describe(`${engine.name}: UserReader.list`, () => {
    let storage: Storage;
    beforeAll(async () => {
      storage = await engine.open();
      await addOrgs(storage, acme, globex);
      await addUsers(storage, sampleUser("elsewhere", { orgId: globex, userName: "elsewhere" }));
    });
    afterAll(() => storage.close());

    const list = async (filters: readonly UserFilter[], sortBy: UserSortColumn, isAscending: boolean) =>
      storage.reader.users.list({
        scope: { orgId: acme },
        filters,
        sortBy,
        isAscending,
        page: { offset: 0, limit: 100 },
      });

    it("finds and orders as a naive evaluation with three-valued logic does", { timeout: 120_000 }, async () => {
      const queries = fc.array(fc.tuple(fc.array(filter, { maxLength: 2 }), fc.constantFrom(...fields), fc.boolean()), {
        minLength: 20,
        maxLength: 40,
      });
      await fc.assert(
        fc.asyncProperty(directory, queries, async (users, lists) => {
          await addUsers(storage, ...users);
          try {
            for (const [filters, sortBy, isAscending] of lists) {
              const want = users
                .filter((user) => truth(user, { kind: "and", filters }) === true)
                .toSorted((left, right) => compareUsers(left, right, sortBy));
              if (!isAscending) want.reverse();
              const { items, total } = await list(filters, sortBy, isAscending);
              expect(items).toEqual(want);
              expect(total).toBe(want.length);
            }
          } finally {
            await storage.command({
              keys: [],
              run: async (tx) => {
                for (const { id } of users) await tx.users.delete(id);
              },
            });
          }
        }),
        { numRuns: 25 },
      );
    });
  });
}
