import { describe, expect, it } from "vitest";
import { makeUpChanges } from "../../test/support/access-changes.ts";
import { DomainError } from "../directory/errors.ts";
import { type OrgReader, type OrgRow, orgId, userId } from "../storage/contract/index.ts";
import { createResolveOrg, type NamedOrg } from "./organization.ts";

const identity = { userId: userId("7"), homeOrgId: orgId("home") };

const org: OrgRow = {
  id: orgId("other"),
  name: "Other Org",
  state: "active",
  primaryDomain: "other.example",
  isExternallyManaged: false,
  sequence: 1,
  lastSequence: 1,
  creationTimeUs: 0,
  changeTimeUs: 0,
};

const orgs: Pick<OrgReader, "find" | "list" | "findVerifiedDomainOwner"> = {
  find: async (id) => (id === org.id ? org : undefined),
  list: async ({ filters: [filter] }) => {
    const isFound = filter?.kind === "name" && filter.match.text.toLowerCase() === "other org";
    return isFound ? { items: [org], total: 1 } : { items: [], total: 0 };
  },
  findVerifiedDomainOwner: async (domain) => (domain === org.primaryDomain ? org.id : undefined),
};
const resolveOrg = createResolveOrg({ orgs, clock: () => 0, accessChanges: makeUpChanges() });

async function outcomeOf(header: string | null, named: NamedOrg | undefined): Promise<string> {
  try {
    return await resolveOrg(identity, header, named);
  } catch (error) {
    if (error instanceof DomainError) return error.id;
    throw error;
  }
}

describe("createResolveOrg()", () => {
  const cases: readonly { name: string; header: string | null; named?: NamedOrg; want: string }[] = [
    { name: "nothing", header: null, want: "home" },
    { name: "an empty header", header: " ", want: "home" },
    { name: "the own organization in the header", header: "home", want: "home" },
    { name: "another one in the header", header: " other ", want: "other" },
    { name: "an unknown one in the header", header: "nowhere", want: "AUTH-Bs7Ds" },
    { name: "another one in the request", header: null, named: { by: "id", id: "other" }, want: "other" },
    { name: "the own one in the request", header: "other", named: { by: "id", id: "home" }, want: "home" },
    {
      name: "one in the request beside an unknown header",
      header: "x",
      named: { by: "id", id: "other" },
      want: "other",
    },
    { name: "an unknown one in the request", header: "other", named: { by: "id", id: "x" }, want: "AUTH-Bs7Ds" },
    { name: "an id or name that is an id", header: null, named: { by: "id-or-name", text: "other" }, want: "other" },
    { name: "a name in another case", header: null, named: { by: "id-or-name", text: "OTHER org" }, want: "other" },
    { name: "an unknown name", header: "other", named: { by: "id-or-name", text: "x" }, want: "AUTH-Bs7Ds" },
    { name: "a domain", header: null, named: { by: "domain", domain: "other.example" }, want: "other" },
    { name: "an unknown domain", header: "other", named: { by: "domain", domain: "x.example" }, want: "AUTH-Bs7Ds" },
  ];
  for (const { name, header, named, want } of cases) {
    it(`answers ${want} for ${name}`, async () => expect(await outcomeOf(header, named)).toBe(want));
  }
});
