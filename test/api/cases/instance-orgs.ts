import { expect } from "vitest";
import { OrgFieldName, OrgState } from "../../../gen/zitadel/org/v1/org_pb.ts";
import { TextQueryMethod } from "../../../gen/zitadel/v1/object_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import { unique } from "../unique.ts";
import { adminRpc, rpc, type World } from "../world.ts";

const nameQuery = (name: string, method: TextQueryMethod = TextQueryMethod.EQUALS) => ({
  query: { case: "nameQuery" as const, value: { name, method } },
});

/** Three organizations whose names share a beginning and no other organization's: b, A, C by age. */
async function addThree(world: World) {
  const prefix = unique("Three ");
  const [b, a, c] = [
    await world.addOrg(`${prefix} b`),
    await world.addOrg(`${prefix} A`),
    await world.addOrg(`${prefix} C`),
  ];
  return { prefix, b, a, c, ours: nameQuery(prefix, TextQueryMethod.STARTS_WITH) };
}

/** GetOrgByID, GetDefaultOrg and IsOrgUnique. */
export const instanceOrgs: CaseGroup = {
  subject: "GetOrgByID, GetDefaultOrg and IsOrgUnique",
  cases: {
    async "answer any organization as GetMyOrg does"(world) {
      const org = await world.addOrg();
      const { org: found } = await world.ok(adminRpc.getOrgByID, { id: org.id });
      expect(found).toEqual((await org.ok(rpc.getMyOrg, {})).org);
    },
    async "refuse an unknown organization"(world) {
      expectRefusal(await world.call(adminRpc.getOrgByID, { id: "1" }), "orgNotFound");
    },
    async "answer the default organization, whichever one the call names"(world) {
      const org = await world.addOrg();
      const { org: found } = await org.ok(adminRpc.getDefaultOrg, {});
      expect(found?.id).toBe(world.server.instance.defaultOrgId);
      expect(found).toEqual((await world.ok(rpc.getMyOrg, {})).org);
    },
    ...casesOf(
      "say $name",
      [
        { name: "yes for a name that nobody has", ask: () => ({ name: unique("nobody ") }), isUnique: true },
        { name: "yes for a domain that nobody has", ask: () => ({ domain: "nobody.example" }), isUnique: true },
        { name: "no for a name", ask: ({ name }: Taken) => ({ name }), isUnique: false },
        {
          name: "no for a name in upper case",
          ask: ({ name }: Taken) => ({ name: name.toUpperCase() }),
          isUnique: false,
        },
        { name: "no for a domain", ask: ({ domain }: Taken) => ({ domain }), isUnique: false },
        {
          name: "no for a domain in upper case beside a name that nobody has",
          ask: ({ domain }: Taken) => ({ domain: domain.toUpperCase(), name: unique("nobody ") }),
          isUnique: false,
        },
        {
          name: "yes for the beginning of a name",
          ask: ({ name }: Taken) => ({ name: name.slice(0, -1) }),
          isUnique: true,
        },
        { name: "yes for a name with wildcards", ask: ({ name }: Taken) => ({ name: `%${name}_` }), isUnique: true },
      ],
      async (world, { ask, isUnique }) => {
        const org = await world.addOrg();
        const domain = `${unique("taken")}.example`;
        await org.ok(rpc.addOrgDomain, { domain });
        expect((await world.ok(adminRpc.isOrgUnique, ask({ name: org.name, domain }))).isUnique).toBe(isUnique);
      },
    ),
    async "refuse to look for nothing"(world) {
      expectRefusal(await world.call(adminRpc.isOrgUnique, {}), "orgUniqueQueryEmpty");
    },
    async "are not for a member of an organization"(world) {
      const org = await world.addOrg();
      const { token } = await org.addMember("ORG_OWNER");
      const own = world.as({ token });
      expectRefusal(await own.call(adminRpc.getOrgByID, { id: org.id }), "permissionMissing");
      expectRefusal(await own.call(adminRpc.getDefaultOrg, {}), "permissionMissing");
      expectRefusal(await own.call(adminRpc.isOrgUnique, { name: "x" }), "permissionMissing");
      expectRefusal(await own.call(adminRpc.listOrgs, {}), "permissionMissing");
    },
  },
};

interface Taken {
  readonly name: string;
  readonly domain: string;
}

/** ListOrgs. */
export const instanceOrgList: CaseGroup = {
  subject: "ListOrgs",
  cases: {
    async "answers organizations as GetOrgByID does, youngest first when nothing is asked for"(world) {
      const { a, b, c, ours } = await addThree(world);
      const { details, sortingColumn, result } = await world.ok(adminRpc.listOrgs, { queries: [ours] });
      expect(result.map(({ id }) => id)).toEqual([c.id, a.id, b.id]);
      expect(details?.totalResult).toBe(3n);
      expect(details?.viewTimestamp).toBeDefined();
      expect(sortingColumn).toBe(OrgFieldName.UNSPECIFIED);
      expect(result[0]).toEqual((await world.ok(adminRpc.getOrgByID, { id: c.id })).org);
    },
    async "sorts by name regardless of case, both ways, and answers the column"(world) {
      const { a, b, c, ours } = await addThree(world);
      for (const asc of [true, false]) {
        const request = { query: { asc }, sortingColumn: OrgFieldName.NAME, queries: [ours] };
        const { sortingColumn, result } = await world.ok(adminRpc.listOrgs, request);
        const ids = [a.id, b.id, c.id];
        expect(result.map(({ id }) => id)).toEqual(asc ? ids : ids.toReversed());
        expect(sortingColumn).toBe(OrgFieldName.NAME);
      }
    },
    async "answers a page, with the number of all"(world) {
      const { a, ours } = await addThree(world);
      const page = await world.ok(adminRpc.listOrgs, { query: { offset: 1n, limit: 1 }, queries: [ours] });
      expect(page.result.map(({ id }) => id)).toEqual([a.id]);
      expect(page.details?.totalResult).toBe(3n);
      const behind = await world.ok(adminRpc.listOrgs, { query: { offset: 3n }, queries: [ours] });
      expect(behind.result).toEqual([]);
      expect(behind.details?.totalResult).toBe(3n);
    },
    async "finds what all conditions find"(world) {
      const { a, b, ours } = await addThree(world);
      const domain = `${unique("domain")}.example`;
      await a.ok(rpc.addOrgDomain, { domain });
      await b.ok(rpc.deactivateOrg, {});
      const find = async (...queries: object[]) =>
        (await world.ok(adminRpc.listOrgs, { query: { asc: true }, queries: [ours, ...queries] })).result.map(
          ({ name }) => name.at(-1),
        );
      const state = (value: OrgState) => ({ query: { case: "stateQuery", value: { state: value } } });
      expect(await find(state(OrgState.ACTIVE))).toEqual(["A", "C"]);
      expect(await find(state(OrgState.INACTIVE))).toEqual(["b"]);
      expect(await find(state(OrgState.REMOVED))).toEqual([]);
      expect(await find(state(OrgState.UNSPECIFIED))).toEqual([]);
      expect(await find({ query: { case: "idQuery", value: { id: b.id } } })).toEqual(["b"]);
      expect(await find({ query: { case: "domainQuery", value: { domain } } })).toEqual(["A"]);
      const ends = { domain: "EXAMPLE", method: TextQueryMethod.ENDS_WITH_IGNORE_CASE };
      expect(await find({ query: { case: "domainQuery", value: ends } }, state(OrgState.ACTIVE))).toEqual(["A"]);
      expect(await find(nameQuery(" a", TextQueryMethod.ENDS_WITH))).toEqual([]);
      expect(await find(nameQuery(" a", TextQueryMethod.ENDS_WITH_IGNORE_CASE))).toEqual(["A"]);
    },
    async "refuses a limit of 1001 and a condition without content"(world) {
      expectRefusal(await world.call(adminRpc.listOrgs, { query: { limit: 1001 } }), "limitExceeded");
      const refused = await world.call(adminRpc.listOrgs, { queries: [{}] });
      expectInvalid(refused, "ListOrgsRequest.Queries[0]", ["queries[0].query"]);
    },
  },
};
