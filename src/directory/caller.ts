import type { OrgId, OrgScope, UserId } from "../storage/contract/index.ts";
import type { Permissions } from "./permissions.ts";

/** Who calls, for which organization, and through which interface. Every directory call takes one. */
export interface Caller {
  /** The user; empty for the process itself. */
  readonly userId: UserId;
  /** The organization of the call: the x-zitadel-orgid header's, else the caller's own. */
  readonly orgId: OrgId;
  /** Interface the call came through, such as `zitadel`; kept in the history. */
  readonly face: string;
  /** What the caller may do in that organization; nothing as long as nobody has looked. */
  readonly permissions: Permissions;
}

/** The scope of every query made for this caller. The one place that decides whose objects a caller can touch. */
export const scopeOf = (caller: Caller): OrgScope => ({ orgId: caller.orgId });
