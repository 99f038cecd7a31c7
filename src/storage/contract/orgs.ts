import type { OrgId } from "./ids.ts";
import type { AggregateDetails, RecordDetails } from "./record.ts";

/** State of an organization. */
export type OrgState = "active" | "inactive";

/** An organization. */
export interface OrgRow extends AggregateDetails {
  readonly id: OrgId;
  readonly name: string;
  readonly state: OrgState;
  readonly primaryDomain: string;
}

/** A domain of an organization. */
export interface OrgDomainRow extends RecordDetails {
  readonly orgId: OrgId;
  /** Lower case. */
  readonly domain: string;
  readonly isVerified: boolean;
  readonly isPrimary: boolean;
}

/** Reads of organizations. */
export interface OrgReader {
  /** The organization, whatever its state; `undefined` when there is none with this id. */
  find(id: OrgId): Promise<OrgRow | undefined>;
  /** The organization for which this domain is verified; must compare without regard to case. */
  findVerifiedDomainOwner(domain: string): Promise<OrgId | undefined>;
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
}
