import type { OrgState } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError, type ErrorName } from "./errors.ts";
import type { EventType } from "./event-types.ts";
import { appendEvents, type ObjectDetails } from "./history.ts";
import { orgKey, orgOccasion } from "./org-aggregate.ts";

/** A transition to a state, and how it is refused. */
export interface OrgStateRule {
  readonly to: OrgState;
  readonly event: EventType;
  readonly notFound: ErrorName;
  /** When the organization is in the state already. */
  readonly noChange: ErrorName;
}

/** Switching an organization off. */
export const deactivateRule: OrgStateRule = {
  to: "inactive",
  event: "org.deactivated",
  notFound: "orgDeactivateNotFound",
  noChange: "orgAlreadyInactive",
};

/** Switching an organization on again. */
export const reactivateRule: OrgStateRule = {
  to: "active",
  event: "org.reactivated",
  notFound: "orgReactivateNotFound",
  noChange: "orgAlreadyActive",
};

/** Takes the organization of the call through a transition. */
export const changeOrgState = (
  dependencies: Dependencies,
  caller: Caller,
  rule: OrgStateRule,
): Promise<ObjectDetails> =>
  runCommand(dependencies, {
    keys: [orgKey(caller.orgId)],
    async run(tx) {
      const org = await tx.orgs.lock(caller.orgId);
      if (org === undefined) throw new DomainError(rule.notFound);
      if (org.state === rule.to) throw new DomainError(rule.noChange);
      const timeUs = dependencies.clock();
      const sequence = await appendEvents(tx, { caller, timeUs }, orgOccasion(org), [{ type: rule.event }]);
      await tx.orgs.update(org.id, { ...org, state: rule.to }, { sequence, changeTimeUs: timeUs });
      return { sequence, changeTimeUs: timeUs, resourceOwner: org.id };
    },
  });
