import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  everyOrg,
  type Reader,
  type Storage,
  type UserListQuery,
  type UserRow,
  userId,
} from "../../../src/storage/contract/index.ts";
import { acme, addOrgs, addUsers, globex, sampleHuman, sampleMachine, sampleUser, startUs } from "../sample.ts";
import { expectConstraint, inCommand, type OpenStorage } from "./suite.ts";
import { gigi, listOf, openWithUsers, other, robot, zoe } from "./users-sample.ts";

const totalIn = async (storage: Pick<Reader, "users">, scope: UserListQuery["scope"]): Promise<number> =>
  (await storage.users.list(listOf({ scope, page: { offset: 0, limit: 1 } }))).total;

/** The totals of the two organizations, and of all. */
const totals = ({ reader }: Storage) =>
  Promise.all(([{ orgId: acme }, { orgId: globex }, everyOrg] as const).map((scope) => totalIn(reader, scope)));

const newUsers = (prefix: string, count: number): readonly UserRow[] =>
  Array.from({ length: count }, (_, index) => sampleUser(`${prefix}${index}`));

/** What lists of users without filters promise of their totals and pages. */
export function userPagesConformance(open: OpenStorage): void {
  describe("UserReader.list without filters", () => {
    it("the total must be exact at any time: after inserts, removals, moves and the removal of an organization", async () => {
      const storage = await openWithUsers(open);
      expect(await totals(storage)).toEqual([3, 1, 4]);
      await addUsers(storage, ...newUsers("n", 3));
      expect(await totals(storage)).toEqual([6, 1, 7]);
      await inCommand(storage, ({ users }) => users.delete(gigi.id));
      await inCommand(storage, ({ users }) => users.delete(gigi.id));
      expect(await totals(storage)).toEqual([5, 1, 6]);
      await inCommand(storage, ({ users }) => users.move(robot.id, globex));
      await inCommand(storage, ({ users }) => users.move(zoe.id, acme));
      await inCommand(storage, ({ users }) => users.move(userId("nobody"), globex));
      expect(await totals(storage)).toEqual([4, 2, 6]);
      await inCommand(storage, ({ users }) => users.delete(robot.id));
      expect(await totals(storage)).toEqual([4, 1, 5]);
      await inCommand(storage, ({ orgs }) => orgs.delete(acme));
      expect(await totals(storage)).toEqual([0, 1, 1]);
      await addOrgs(storage, acme);
      await addUsers(storage, gigi);
      expect(await totals(storage)).toEqual([1, 1, 2]);
    });

    it("the total must be exact at any time: within a command, and after one that failed", async () => {
      const storage = await openWithUsers(open);
      const failing = inCommand(storage, async (tx) => {
        await tx.users.insert(sampleUser("9"));
        await tx.users.move(zoe.id, globex);
        await tx.users.delete(other.id);
        expect(await totalIn(tx, { orgId: acme })).toBe(3);
        expect(await totalIn(tx, { orgId: globex })).toBe(1);
        throw new Error("no");
      });
      await expect(failing).rejects.toThrow("no");
      await expectConstraint(addUsers(storage, sampleUser("10"), sampleUser("11", { userName: "gigi" })), "user-name");
      await expectConstraint(addUsers(storage, sampleUser("1")), "user-id");
      expect(await totals(storage)).toEqual([3, 1, 4]);
    });

    it("the total must be exact at any time: 64 concurrent creations and removals in one organization, some of which fail", async () => {
      const storage = await openWithUsers(open);
      const there = newUsers("there", 32);
      await addUsers(storage, ...there);
      const adds = newUsers("new", 32).map((user, index) =>
        addUsers(storage, index % 4 === 0 ? { ...user, userName: "GIGI" } : user),
      );
      const removals = there.map(({ id }) => inCommand(storage, ({ users }) => users.delete(id)));
      const doubles = there.slice(0, 8).map(({ id }) => inCommand(storage, ({ users }) => users.delete(id)));
      const results = await Promise.allSettled([...adds, ...removals, ...doubles]);
      expect(results.filter(({ status }) => status === "rejected")).toHaveLength(8);
      expect(await totals(storage)).toEqual([3 + 24, 1, 4 + 24]);
      expect((await storage.reader.users.list(listOf())).items).toHaveLength(3 + 24);
    });

    it("a page must be the same part of the whole list wherever it is, whatever is written between two pages", async () => {
      const storage = await open();
      await addOrgs(storage, acme, globex);
      await addUsers(storage, ...Array.from({ length: 700 }, (_, index) => variedUser(index)));
      let nextId = 700;
      await fc.assert(
        fc.asyncProperty(steps, async (list) => {
          let end = 0;
          for (const step of list) {
            if (step.kind === "write") await write(storage, step, nextId++);
            else end = await expectSlice(storage, { ...step, offset: step.offset ?? end });
          }
        }),
        // Each run goes on with what the one before has left, so a failing one cannot be made smaller.
        { numRuns: 5, endOnFailure: true },
      );
    });
  });
}

/** Names and times that many share; every seventh has no names. */
function variedUser(index: number): UserRow {
  const id = String((index * 7_919) % 100_000);
  const shared = { userName: `user-${index}`, creationTimeUs: startUs + (index % 50) };
  if (index % 7 === 0) return sampleMachine(id, shared);
  return sampleUser(id, { ...shared, kind: { ...sampleHuman, displayName: `Name ${index % 30}` } });
}

interface WriteStep {
  readonly kind: "write";
  readonly deed: "insert" | "delete" | "leave" | "come" | "rename";
  readonly at: number;
}
interface PageStep extends Pick<UserListQuery, "sortBy" | "isAscending"> {
  readonly kind: "page";
  /** `undefined` goes on where the last page ended. */
  readonly offset: number | undefined;
  readonly limit: number;
}

const steps = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("write" as const),
      deed: fc.constantFrom("insert", "delete", "leave", "come", "rename"),
      at: fc.nat(699),
    }),
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("page" as const),
        sortBy: fc.constantFrom("id", "id", "creationTime", "creationTime", "displayName", "userName", "type"),
        isAscending: fc.boolean(),
        offset: fc.option(fc.integer({ min: 480, max: 760 }), { nil: undefined, freq: 2 }),
        limit: fc.integer({ min: 0, max: 120 }),
      }),
    },
  ),
  { minLength: 25, maxLength: 25 },
);

async function write(storage: Storage, { deed, at }: WriteStep, nextId: number): Promise<void> {
  const { items } = await storage.reader.users.list(listOf({ scope: everyOrg, page: { offset: at, limit: 1 } }));
  const [user] = items;
  await inCommand(storage, async ({ users }) => {
    if (deed === "insert") return users.insert(variedUser(nextId));
    if (user === undefined) return;
    if (deed === "delete") await users.delete(user.id);
    else if (deed === "leave") await users.move(user.id, globex);
    else if (deed === "come") await users.move(user.id, acme);
    else await users.update({ ...user, userName: `renamed-${nextId}` });
  });
}

/** The page must be what a list by a filter that all pass, which is read from its first user, has there. */
async function expectSlice(
  storage: Storage,
  { sortBy, isAscending, offset, limit }: PageStep & { readonly offset: number },
): Promise<number> {
  const order = { sortBy, isAscending };
  const { users } = storage.reader;
  const all = await users.list(listOf({ ...order, filters: [{ kind: "and", filters: [] }], page: wholeList }));
  const page = await users.list(listOf({ ...order, page: { offset, limit } }));
  const idsOf = (rows: readonly UserRow[]) => rows.map(({ id }) => id);
  expect(idsOf(page.items)).toEqual(idsOf(all.items).slice(offset, offset + limit));
  expect(page.total).toBe(all.items.length);
  return offset + page.items.length;
}

const wholeList = { offset: 0, limit: 10_000 };
