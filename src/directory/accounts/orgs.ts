import type { OrgId, OrgRow } from "../../storage/contract/index.ts";
import type { Caller } from "../caller.ts";
import type { Dependencies } from "../dependencies.ts";
import { DomainError } from "../errors.ts";
import { createMetadata, orgOwner } from "../metadata.ts";
import { createOrgs } from "../orgs.ts";
import { listEvery } from "../paging.ts";
import { enterOrg, isPermittedEverywhere } from "./access.ts";

/** An organization as an account shows it. */
export interface AccountOrg {
  readonly id: OrgId;
  readonly name: string;
  readonly description: string;
}

/** Rules of the organizations of an account. */
export interface AccountOrgs {
  /** The organizations that the caller may read, by id: every one, or its own. Fails with permission errors. */
  list(caller: Caller): Promise<readonly AccountOrg[]>;
  /** Adds an organization. Fails as `Orgs.add` says. */
  add(caller: Caller, org: { readonly name: string; readonly description: string }): Promise<OrgId>;
  /**
   * Removes an organization with everything in it. Administrators of the account may, those of an organization may not
   * remove their own. Fails with `permissionLacking`, `accountOrgNotFound`, and as `Orgs.remove` says.
   */
  remove(caller: Caller, id: OrgId | undefined): Promise<void>;
}

/** Key of an organization's metadata that holds its description, which the directory's organizations have none of. */
const descriptionKey = "description";

/** The rules of the organizations of an account. */
export function createAccountOrgs(dependencies: Dependencies, instanceDomain: string): AccountOrgs {
  const orgs = createOrgs(dependencies, instanceDomain);
  const metadata = createMetadata(dependencies);
  const { reader } = dependencies.storage;

  const describe = async ({ id, name }: OrgRow): Promise<AccountOrg> => {
    const [entry] = await reader.metadata.findMany(orgOwner(id), [descriptionKey]);
    return { id, name, description: entry === undefined ? "" : Buffer.from(entry.value).toString("utf8") };
  };

  return {
    async list(caller) {
      if (!(await isPermittedEverywhere(dependencies, caller, "org.read"))) {
        const { orgId } = await enterOrg(dependencies, caller, undefined, "org.read");
        return [await describe(await orgs.get(orgId))];
      }
      const all = await listEvery((page) => orgs.list({ filters: [], sortBy: "id", isAscending: true, page }));
      return Promise.all(all.map(describe));
    },
    async add(caller, { name, description }) {
      const { id } = await orgs.add(caller, name);
      if (description !== "") {
        const entries = [{ key: descriptionKey, value: new TextEncoder().encode(description) }];
        await metadata.set({ ...caller, orgId: id }, orgOwner(id), entries);
      }
      return id;
    },
    async remove(caller, id) {
      if (!(await isPermittedEverywhere(dependencies, caller, "org.delete")))
        throw new DomainError("permissionLacking");
      await orgs.remove(await enterOrg(dependencies, caller, id ?? "unknown", "org.delete"));
    },
  };
}
