import { describe, expect, it } from "vitest";
import { everyOrg, type UserFilter, type UserSortColumn, userId } from "../../../src/storage/contract/index.ts";
import { acme, addOrgs, addUsers, globex, sampleHuman, sampleUser } from "../sample.ts";
import type { OpenStorage } from "./suite.ts";

import { gigi, listOf, openWithUsers, other, robot, text, zoe } from "./users-sample.ts";
/** What UserReader promises. */
export function userReaderConformance(open: OpenStorage): void {
  describe("UserReader", () => {
    it("find answers both kinds of users as they were stored", async () => {
      const storage = await openWithUsers(open);
      const { users } = storage.reader;
      expect(await users.find({ orgId: acme }, gigi.id)).toEqual(gigi);
      expect(await users.find({ orgId: acme }, robot.id)).toEqual(robot);
      expect(await users.find(everyOrg, other.id)).toEqual(other);
    });

    it("find answers undefined when there is none with this id in the scope", async () => {
      const { users } = (await openWithUsers(open)).reader;
      expect(await users.find({ orgId: acme }, other.id)).toBeUndefined();
      expect(await users.find(everyOrg, userId("nobody"))).toBeUndefined();
    });

    it("findMany answers the users among these ids that exist", async () => {
      const { users } = (await openWithUsers(open)).reader;
      const ids = [gigi.id, other.id, userId("nobody"), gigi.id, userId('"],[')];
      expect(await users.findMany({ orgId: acme }, ids)).toEqual([gigi]);
      expect((await users.findMany(everyOrg, ids)).map(({ id }) => id).sort()).toEqual(["1", "4"]);
      expect(await users.findMany(everyOrg, [])).toEqual([]);
    });

    it("list answers one page and the total, exact also when the page is empty", async () => {
      const { users } = (await openWithUsers(open)).reader;
      expect(await users.list(listOf())).toEqual({ items: [gigi, robot, zoe], total: 3 });
      expect(await users.list(listOf({ page: { offset: 1, limit: 1 } }))).toEqual({ items: [robot], total: 3 });
      expect(await users.list(listOf({ page: { offset: 9, limit: 1 } }))).toEqual({ items: [], total: 3 });
      expect(await users.list(listOf({ page: { offset: 0, limit: 0 } }))).toEqual({ items: [], total: 3 });
      expect(await users.list(listOf({ filters: [{ kind: "none" }] }))).toEqual({ items: [], total: 0 });
      expect((await users.list(listOf({ scope: everyOrg }))).total).toBe(4);
    });

    it("list must show every write that was acknowledged before the call", async () => {
      const storage = await openWithUsers(open);
      for (let id = 10; id < 30; id++) {
        await addUsers(storage, sampleUser(String(id)));
        expect((await storage.reader.users.list(listOf())).total).toBe(id - 10 + 4);
      }
    });

    const filters: readonly { name: string; filter: UserFilter; want: readonly string[] }[] = [
      { name: "a text that equals", filter: text("userName", "equals", "Gigi"), want: ["1"] },
      { name: "a text with regard to case", filter: text("userName", "equals", "gigi"), want: [] },
      { name: "a text without regard to case", filter: text("userName", "equals", "gIGI", true), want: ["1"] },
      { name: "a beginning", filter: text("displayName", "starts-with", "Zo"), want: ["3"] },
      { name: "a beginning with regard to case", filter: text("displayName", "starts-with", "zo"), want: [] },
      {
        name: "a beginning without regard to case",
        filter: text("displayName", "starts-with", "ZOË", true),
        want: ["3"],
      },
      {
        name: "an empty beginning, which no machine has",
        filter: text("nickName", "starts-with", ""),
        want: ["1", "3"],
      },
      { name: "a part", filter: text("displayName", "contains", "Gir"), want: ["1"] },
      { name: "a part with regard to case", filter: text("displayName", "contains", "gir"), want: [] },
      { name: "a part with wildcards", filter: text("displayName", "contains", "%_\\"), want: ["3"] },
      {
        name: "an end without regard to case",
        filter: text("email", "ends-with", "ZOE@ACME.LOCALHOST", true),
        want: ["3"],
      },
      { name: "an end with wildcards", filter: text("displayName", "ends-with", "_%"), want: [] },
      { name: "a pattern", filter: text("displayName", "like", "Zo_ 1%"), want: ["3"] },
      { name: "a pattern with regard to case", filter: text("displayName", "like", "zo_ 1%"), want: [] },
      { name: "a pattern without regard to case", filter: text("displayName", "like", "zo_ 1%", true), want: ["3"] },
      {
        name: "a pattern with what is meant literally",
        filter: text("displayName", "like", "%0\\%\\_\\\\"),
        want: ["3"],
      },
      { name: "a pattern with an escape at its end", filter: text("displayName", "like", "%\\"), want: ["3"] },
      { name: "a pattern that is a whole text", filter: text("displayName", "like", "Zoë"), want: [] },
      { name: "a state", filter: { kind: "state", state: "locked" }, want: ["3"] },
      { name: "a type", filter: { kind: "type", type: "machine" }, want: ["2"] },
      { name: "ids", filter: { kind: "ids", ids: ["3", "1", "4"] }, want: ["1", "3"] },
      { name: "no ids", filter: { kind: "ids", ids: [] }, want: [] },
      { name: "a phone number", filter: text("phone", "starts-with", "+4179"), want: ["1", "3"] },
      { name: "organizations", filter: { kind: "orgs", ids: ["nowhere", acme] }, want: ["1", "2", "3"] },
      { name: "another organization", filter: { kind: "orgs", ids: ["nowhere"] }, want: [] },
      { name: "no organizations", filter: { kind: "orgs", ids: [] }, want: [] },
      {
        name: "exact e-mail addresses",
        filter: { kind: "emails", emails: ["Zoe@acme.localhost", "GIGI@acme.localhost"] },
        want: ["3"],
      },
      {
        name: "e-mail addresses without regard to case",
        filter: { kind: "emails", emails: ["ZOE@acme.localhost", "GIGI@acme.localhost"], ignoreCase: true },
        want: ["1", "3"],
      },
      { name: "nothing", filter: { kind: "none" }, want: [] },
      { name: "not nothing", filter: { kind: "not", filter: { kind: "none" } }, want: ["1", "2", "3"] },
      { name: "all of none", filter: { kind: "and", filters: [] }, want: ["1", "2", "3"] },
      { name: "any of none", filter: { kind: "or", filters: [] }, want: [] },
    ];
    for (const { name, filter, want } of filters) {
      it(`list finds by ${name}`, async () => {
        const { users } = (await openWithUsers(open)).reader;
        const { items, total } = await users.list(listOf({ filters: [filter] }));
        expect(items.map(({ id }) => id)).toEqual(want);
        expect(total).toBe(want.length);
      });
    }

    it("list: conditions on human fields must be unknown for machines, and `not` of unknown must stay unknown", async () => {
      const { users } = (await openWithUsers(open)).reader;
      const firstName = text("firstName", "contains", "Gigi");
      const not: UserFilter = { kind: "not", filter: firstName };
      const ids = async (filter: UserFilter) =>
        (await users.list(listOf({ filters: [filter] }))).items.map(({ id }) => id);
      expect(await ids(firstName)).toEqual(["1"]);
      expect(await ids(not)).toEqual(["3"]);
      expect(await ids({ kind: "not", filter: not })).toEqual(["1"]);
      expect(await ids({ kind: "or", filters: [not, { kind: "type", type: "machine" }] })).toEqual(["2", "3"]);
      expect(await ids({ kind: "not", filter: { kind: "emails", emails: ["gigi@acme.localhost"] } })).toEqual(["3"]);
      expect(await ids({ kind: "not", filter: { kind: "emails", emails: [] } })).toEqual(["1", "2", "3"]);
    });

    it("list takes thousands of conditions and ids", async () => {
      const { users } = (await openWithUsers(open)).reader;
      const many: UserFilter[] = Array.from({ length: 3_000 }, (_, index) =>
        text("userName", "equals", `name${index}`),
      );
      const ids = Array.from({ length: 70_000 }, (_, index) => String(index));
      const filters: UserFilter[] = [
        { kind: "or", filters: [...many, text("userName", "equals", "Gigi")] },
        { kind: "ids", ids },
      ];
      expect((await users.list(listOf({ filters }))).items.map(({ id }) => id)).toEqual(["1"]);
    });

    it("list: texts must sort without regard to case; ties must be broken by id in the same direction", async () => {
      const storage = await open();
      await addOrgs(storage, acme);
      const named = (id: string, firstName: string) =>
        sampleUser(id, { userName: `${firstName}-${id}`, kind: { ...sampleHuman, firstName } });
      await addUsers(
        storage,
        named("1", "b"),
        named("2", "A"),
        named("3", "a"),
        named("4", "B"),
        named("5", "é"),
        named("6", "Z"),
      );
      const ids = async (isAscending: boolean) =>
        (await storage.reader.users.list(listOf({ sortBy: "firstName", isAscending }))).items.map(({ id }) => id);
      expect(await ids(true)).toEqual(["2", "3", "1", "4", "6", "5"]);
      expect(await ids(false)).toEqual(["5", "6", "4", "1", "3", "2"]);
    });

    it("list sorts users without the field last ascending and first descending", async () => {
      const { users } = (await openWithUsers(open)).reader;
      const ids = async (sortBy: UserSortColumn, isAscending: boolean) =>
        (await users.list(listOf({ sortBy, isAscending }))).items.map(({ id }) => id);
      expect(await ids("email", true)).toEqual(["1", "3", "2"]);
      expect(await ids("email", false)).toEqual(["2", "3", "1"]);
    });

    it("list sorts states as active, inactive, locked, initial", async () => {
      const storage = await open();
      await addOrgs(storage, acme);
      const states = ["initial", "active", "locked", "inactive"] as const;
      await addUsers(storage, ...states.map((state, index) => sampleUser(String(index), { userName: state, state })));
      const { items } = await storage.reader.users.list(listOf({ sortBy: "state" }));
      expect(items.map(({ state }) => state)).toEqual(["active", "inactive", "locked", "initial"]);
    });

    it("list sorts by every column", async () => {
      const { users } = (await openWithUsers(open)).reader;
      const columns: readonly UserSortColumn[] = [
        "id",
        "state",
        "type",
        "creationTime",
        "userName",
        "firstName",
        "lastName",
        "nickName",
        "displayName",
        "email",
      ];
      for (const sortBy of columns) {
        const up = await users.list(listOf({ sortBy }));
        const down = await users.list(listOf({ sortBy, isAscending: false }));
        expect(down.items.toReversed(), sortBy).toEqual(up.items);
        expect(up.total, sortBy).toBe(3);
      }
    });

    it("listNamedUnder answers the users of every organization whose user name ends in @ and the domain, case aside, by id", async () => {
      const storage = await openWithUsers(open);
      const named = (id: string, userName: string, overrides = {}) => sampleUser(id, { userName, ...overrides });
      const found = [
        named("a", "x@Acme.Localhost"),
        named("b", "x@y@ACME.localhost", { orgId: globex }),
        named("c", "@acme.localhost"),
      ];
      const others = [
        named("d", "acme.localhost"),
        named("e", "x@sub.acme.localhost"),
        named("f", "x@acme.localhost@y"),
        named("g", "x@acme.localhost.y"),
      ];
      await addUsers(storage, ...others, ...found.toReversed());
      const { users } = storage.reader;
      expect(await users.listNamedUnder("acme.LOCALHOST")).toEqual(found);
      expect((await users.listNamedUnder("y")).map(({ id }) => id)).toEqual(["f"]);
      expect(await users.listNamedUnder("")).toEqual([]);
      // A new name is found by its own domain.
      const [first] = found;
      if (first === undefined) throw new Error("no user");
      await storage.command({
        keys: [],
        async run(tx) {
          await tx.users.lock(everyOrg, first.id);
          await tx.users.update({ ...first, userName: "plain" });
        },
      });
      expect((await users.listNamedUnder("acme.localhost")).map(({ id }) => id)).toEqual(["b", "c"]);
    });

    it("existsWith compares exactly, with regard to case, within the scope", async () => {
      const { users } = (await openWithUsers(open)).reader;
      expect(await users.existsWith(everyOrg, { userName: "Gigi" })).toBe(true);
      expect(await users.existsWith(everyOrg, { userName: "gigi" })).toBe(false);
      expect(await users.existsWith(everyOrg, { email: "Zoe@acme.localhost" })).toBe(true);
      expect(await users.existsWith(everyOrg, { email: "zoe@acme.localhost" })).toBe(false);
      expect(await users.existsWith(everyOrg, { userName: "nobody", email: "Zoe@acme.localhost" })).toBe(true);
      expect(await users.existsWith({ orgId: globex }, { userName: "Gigi" })).toBe(false);
      expect(await users.existsWith(everyOrg, {})).toBe(false);
    });
  });
}
