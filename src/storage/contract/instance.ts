import type { InstanceId, OrgId, ProjectId, TokenId, UserId } from "./ids.ts";

/** The one row that says which directory this is. */
export interface InstanceRow {
  readonly id: InstanceId;
  readonly name: string;
  /** Domain under which new organizations get their first domain, as in `acme.localhost`. */
  readonly domain: string;
  readonly defaultOrgId: OrgId;
  /** Project of the directory's own API. */
  readonly iamProjectId: ProjectId;
  readonly adminUserId: UserId;
  /** The personal access token that start-up made or was given for the administrator. */
  readonly adminTokenId: TokenId;
  readonly creationTimeUs: number;
}

/** Reads of the instance. */
export interface InstanceReader {
  /** The instance; `undefined` before the first start has set the directory up. */
  find(): Promise<InstanceRow | undefined>;
}

/** Writes of the instance. */
export interface InstanceWriter extends InstanceReader {
  /** Stores the instance. A second insert must fail with ConstraintError `instance`. */
  insert(row: InstanceRow): Promise<void>;
  /** Replaces the administrator's start-up token. */
  setAdminToken(id: TokenId): Promise<void>;
}
