import { OrgFieldName, OrgState } from "@zitadel/proto/zitadel/org_pb.js";
import { describe, expect, it } from "vitest";
import { expectRefusal } from "./expect.ts";
import { type Chapter, keysOf } from "./week.ts";

/** Monday: the companies themselves. */
export const organizations: Chapter = (week) =>
  describe("organizations", () => {
    it("finds the instance healthy, with one organization that all others come after", async () => {
      const { management, admin, auth } = week();
      await Promise.all([management.healthz({}), admin.healthz({}), auth.healthz({})]);
      const { defaultOrgId, globalOrgId } = await management.getIAM({});
      expect(globalOrgId).toBe(defaultOrgId);
      expect((await admin.getDefaultOrg({})).org?.id).toBe(defaultOrgId);
      expect((await management.getSupportedLanguages({})).languages).toContain("en");
    });

    it("founds a company with a domain of its own and its founder as the owner", async () => {
      const { zoo, admin, own } = week();
      const { org } = await zoo.management.getMyOrg({});
      expect(org).toMatchObject({ id: zoo.id, name: zoo.name, state: OrgState.ACTIVE });
      expect(org?.primaryDomain).toMatch(new RegExp(`^${own("zoo")}\\.`));
      expect((await zoo.management.getOrgByDomainGlobal({ domain: org?.primaryDomain ?? "" })).org).toEqual(org);
      expect((await admin.getOrgByID({ id: zoo.id })).org).toEqual(org);
      const { result } = await zoo.management.listOrgMembers({});
      expect(result.map(({ roles }) => roles)).toEqual([["ORG_OWNER"]]);
      const changes = await zoo.management.listOrgChanges({ query: { asc: true, limit: 5 } });
      expect(keysOf(changes.result)).toEqual([
        "org.added",
        "org.domain.added",
        "org.domain.verified",
        "org.domain.primary.set",
        "org.member.added",
      ]);
    });

    it("lists companies by name, and knows which names are free", async () => {
      const { admin, zoo, clinic, own } = week();
      const { result, details } = await admin.listOrgs({
        query: { asc: true },
        sortingColumn: OrgFieldName.NAME,
        queries: [{ query: { case: "stateQuery", value: { state: OrgState.ACTIVE } } }],
      });
      const names = result.map(({ name }) => name).filter((name) => name === zoo.name || name === clinic.name);
      expect(names).toEqual([clinic.name, zoo.name]);
      expect(details?.totalResult).toBe(BigInt(result.length));
      expect((await admin.isOrgUnique({ name: zoo.name.toUpperCase() })).isUnique).toBe(false);
      expect((await admin.isOrgUnique({ name: own("Circus") })).isUnique).toBe(true);
    });

    it("gives a company domains, of which one is primary", async () => {
      const { clinic, own } = week();
      const { management } = clinic;
      const first = (await management.getMyOrg({})).org?.primaryDomain ?? "";
      const domain = `${own("vets")}.example`;
      expect((await management.addOrgDomain({ domain })).details?.sequence).toBe(7n);
      await management.setPrimaryOrgDomain({ domain });
      const { result } = await management.listOrgDomains({});
      const facts = result.map(({ domainName, isPrimary, isVerified }) => ({ domainName, isPrimary, isVerified }));
      expect(facts).toEqual([
        { domainName: first, isPrimary: false, isVerified: true },
        { domainName: domain, isPrimary: true, isVerified: true },
      ]);
      await expectRefusal(management.removeOrgDomain({ domain }), "FailedPrecondition", "ORG-Sjdi3");
      await management.removeOrgDomain({ domain: first });
      expect((await management.listOrgDomains({})).details?.totalResult).toBe(1n);
    });

    it("renames a company, switches it off and on, and removes it for good", async () => {
      const { management, admin, inOrg, own } = week();
      const { id } = await management.addOrg({ name: own("Circus") });
      const circus = inOrg(id);
      const { details } = await circus.management.updateOrg({ name: own("Show") });
      expect(details?.resourceOwner).toBe(id);
      expect(details?.creationDate).toBeDefined();
      await circus.management.deactivateOrg({});
      const { org } = await admin.getOrgByID({ id });
      expect(org).toMatchObject({ name: own("Show"), state: OrgState.INACTIVE });
      await expectRefusal(circus.management.deactivateOrg({}), "FailedPrecondition", "EVENT-Dbs2g");
      await circus.management.reactivateOrg({});
      await circus.management.removeOrg({});
      await expectRefusal(admin.getOrgByID({ id }), "NotFound", "QUERY-leq5Q");
      await expectRefusal(circus.management.getMyOrg({}), "PermissionDenied", "AUTH-Bs7Ds");
    });
  });
