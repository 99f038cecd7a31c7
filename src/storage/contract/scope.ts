import type { OrgId } from "./ids.ts";

/**
 * Whose objects a query may see. Every query on objects that an organization owns takes a scope, and storage applies
 * it in one place, so no caller can forget it.
 */
export type Scope = OrgScope | typeof everyOrg;

/** Only objects of this organization. */
export interface OrgScope {
  readonly orgId: OrgId;
}

/** Objects of every organization. For rules that span organizations, such as unique user names, and for the process itself. */
export const everyOrg = "every-org";
