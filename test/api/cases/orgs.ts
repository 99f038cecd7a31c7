import { expect } from "vitest";
import { OrgState } from "../../../gen/zitadel/org/v1/org_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { newHuman } from "../org-in-test.ts";
import { during } from "../times.ts";
import { unique } from "../unique.ts";
import { rpc } from "../world.ts";

/** AddOrg and GetMyOrg. */
export const orgs: CaseGroup = {
  subject: "AddOrg and GetMyOrg",
  cases: {
    async "answer the id, sequence 5, the creation date, and the organization as its own owner"(world) {
      const { result, expectWithin } = await during(() => world.ok(rpc.addOrg, { name: unique("Org ") }));
      expect(result.id).toMatch(/^\d{1,19}$/);
      expect(result.details).toMatchObject({ sequence: 5n, resourceOwner: result.id });
      expect(result.details?.changeDate).toBeUndefined();
      expectWithin(result.details?.creationDate);
    },

    async "show the organization that the header names"(world) {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      for (const { id, name, ok } of [org, other]) {
        const { org: shown } = await ok(rpc.getMyOrg, {});
        expect(shown).toMatchObject({ id, name, state: OrgState.ACTIVE, details: { resourceOwner: id } });
      }
    },
    async "show the caller's own organization when none is named"(world) {
      const { org } = await world.ok(rpc.getMyOrg, {});
      expect(org?.id).toBe(world.server.instance.defaultOrgId);
    },

    ...casesOf(
      "make a domain out of $name",
      [
        { name: "blanks and capitals", form: (tail: string) => `Acme Corp ${tail}`, domain: "acme-corp-" },
        { name: "letters of other scripts", form: (tail: string) => `Ωmega Zoë ${tail}`, domain: "ωmega-zoë-" },
        { name: "punctuation, which is dropped", form: (tail: string) => `Zoo & Co., (${tail})!`, domain: "zoo--co-" },
        { name: "dots and underscores, which are dropped", form: (tail: string) => `a.b_c${tail}`, domain: "abc" },
        { name: "hyphens at the ends, which are dropped", form: (tail: string) => `--x${tail}--`, domain: "x" },
        { name: "emojis, which are dropped", form: (tail: string) => `🦒${tail}🦒`, domain: "" },
      ],
      async (world, { form, domain }) => {
        const tail = unique("");
        const org = await world.addOrg(form(tail));
        const { org: shown } = await org.ok(rpc.getMyOrg, {});
        expect(shown?.primaryDomain).toBe(`${domain}${tail}.localhost`);
      },
    ),
    async "make a domain of 63 bytes at most"(world) {
      const tail = unique("");
      const org = await world.addOrg(`${tail}${"ö".repeat(100)}`);
      const { org: shown } = await org.ok(rpc.getMyOrg, {});
      const label = shown?.primaryDomain.replace(".localhost", "") ?? "";
      expect(label).toMatch(new RegExp(`^${tail}ö+$`));
      expect(Buffer.byteLength(label)).toBeGreaterThan(61);
      expect(Buffer.byteLength(label)).toBeLessThan(64);
    },
    async "keep the name as it is given, up to 200 code points"(world) {
      const name = `${unique("")}${"🦒".repeat(180)}`;
      const org = await world.addOrg(name);
      expect((await org.ok(rpc.getMyOrg, {})).org?.name).toBe(name);
    },

    ...casesOf(
      "refuse a name of $name",
      [
        { name: "white space", given: " \t ", error: "orgNameEmpty" },
        { name: "punctuation", given: "!?", error: "orgDomainEmpty" },
        { name: "hyphens", given: "---", error: "orgDomainEmpty" },
        { name: "emojis", given: "🦒", error: "orgDomainEmpty" },
      ] as const,
      async (world, { given, error }) => expectRefusal(await world.call(rpc.addOrg, { name: given }), error),
    ),
    ...casesOf(
      "refuse a name that is taken, $name",
      [
        { name: "as it is", change: (text: string) => text },
        { name: "in upper case", change: (text: string) => text.toUpperCase() },
        { name: "in lower case", change: (text: string) => text.toLowerCase() },
      ],
      async (world, { change }) => {
        const { name } = await world.addOrg(unique("Änne's Zoo "));
        expectRefusal(await world.call(rpc.addOrg, { name: change(name) }), "orgAlreadyExists");
      },
    ),
    async "refuse a name whose domain is taken"(world) {
      const { name } = await world.addOrg(unique("Two Words "));
      expectRefusal(await world.call(rpc.addOrg, { name: name.replaceAll(" ", "-") }), "orgDomainAlreadyExists");
    },

    async "make the caller the new organization's ORG_OWNER"(world) {
      const home = await world.addOrg();
      const { token } = await home.addMember("SELF_MANAGEMENT_GLOBAL");
      const caller = world.as({ token });
      const { id } = await caller.ok(rpc.addOrg, { name: unique("Own ") });
      await caller.ok(rpc.addHumanUser, newHuman(), { token, orgId: id });
      const member = { userId: await home.addHuman(), roles: ["ORG_OWNER"] };
      await caller.ok(rpc.addOrgMember, member, { token, orgId: id });
    },
  },
};
