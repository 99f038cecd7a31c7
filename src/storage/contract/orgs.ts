import type { OrgId } from "./ids.ts";
import type { AggregateUpdate } from "./projects.ts";
import type { AggregateDetails, Page, PageOf, RecordDetails } from "./record.ts";
import type { TextMatch } from "./users.ts";

/** State of an organization. */
export type OrgState = "active" | "inactive";

/** An organization. */
export interface OrgRow extends AggregateDetails {
  readonly id: OrgId;
  readonly name: string;
  readonly state: OrgState;
  /** Lower case. */
  readonly primaryDomain: string;
  /** Whether another system keeps its users and groups, so that they cannot be changed here. */
  readonly isExternallyManaged: boolean;
}

/** A domain of an organization. */
export interface OrgDomainRow extends RecordDetails {
  readonly orgId: OrgId;
  /** Lower case. */
  readonly domain: string;
  readonly isVerified: boolean;
  readonly isPrimary: boolean;
}

/** A condition on organizations. */
export type OrgFilter =
  | { readonly kind: "id"; readonly id: string }
  | { readonly kind: "ids"; readonly ids: readonly string[] }
  | { readonly kind: "name"; readonly match: TextMatch }
  /** Has a domain, of any kind, that fits. */
  | { readonly kind: "domain"; readonly match: TextMatch }
  | { readonly kind: "state"; readonly state: OrgState }
  /** Matches nothing. */
  | { readonly kind: "none" };

/** Which organizations to list. */
export interface OrgListQuery {
  /** All must hold. */
  readonly filters: readonly OrgFilter[];
  /** Names must sort without regard to case; ties must be broken by id. */
  readonly sortBy: "id" | "name";
  readonly isAscending: boolean;
  readonly page: Page;
}

/** Reads of organizations. */
export interface OrgReader {
  /** The organization, whatever its state; `undefined` when there is none with this id. */
  find(id: OrgId): Promise<OrgRow | undefined>;
  /** Whether the organization is managed externally; false when there is none with this id. */
  isExternallyManaged(id: OrgId): Promise<boolean>;
  /** The organization for which this domain is verified; must compare without regard to case. */
  findVerifiedDomainOwner(domain: string): Promise<OrgId | undefined>;
  /** One page of the instance's organizations that match. */
  list(query: OrgListQuery): Promise<PageOf<OrgRow>>;
  /** The organization's domain of this name, case aside. */
  findDomain(id: OrgId, domain: string): Promise<OrgDomainRow | undefined>;
  /** One page of the organization's domains whose name fits all matches, by name. */
  listDomains(id: OrgId, names: readonly TextMatch[], page: Page): Promise<PageOf<OrgDomainRow>>;
}

/** Writes of organizations. */
export interface OrgWriter extends OrgReader {
  /**
   * The organization, held until the command ends: another command on it must wait, in this and in every other
   * process. `undefined` when there is none.
   */
  lock(id: OrgId): Promise<OrgRow | undefined>;
  /**
   * Stores a new organization.
   * - A taken id must fail with ConstraintError `org-id`, also when the name is taken too.
   * - A name that differs from another only by case must fail with ConstraintError `org-name`.
   */
  insert(row: OrgRow): Promise<void>;
  /**
   * Stores a new domain. A verified domain that is verified for another organization must fail with ConstraintError
   * `org-domain`; an unverified one is stored beside it.
   */
  insertDomain(row: OrgDomainRow): Promise<void>;
  /** Raises the aggregate's last sequence; the organization's own sequence and change time must stay as they are. */
  setLastSequence(id: OrgId, lastSequence: number): Promise<void>;
  /**
   * Replaces name, state, primary domain and whether it is managed externally. A name that differs from another only by case must fail with
   * ConstraintError `org-name`.
   */
  update(
    id: OrgId,
    fields: Pick<OrgRow, "name" | "state" | "primaryDomain" | "isExternallyManaged">,
    update: AggregateUpdate,
  ): Promise<void>;
  /**
   * Replaces what is known of a domain. One that is verified for another organization must fail with ConstraintError
   * `org-domain`.
   */
  updateDomain(row: OrgDomainRow): Promise<void>;
  /** Removes a domain. */
  deleteDomain(id: OrgId, domain: string): Promise<void>;
  /**
   * Removes the organization with its users, projects, grants (given and received), groups, domains, metadata and every
   * membership of its users and on what it owned; events must stay.
   */
  delete(id: OrgId): Promise<void>;
}
