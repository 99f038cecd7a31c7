import type { Change } from "../../gen/zitadel/change/v1/change_pb.ts";
import { type Caller, rpc } from "./world.ts";

/** The history of the organization that this caller calls for, oldest first. */
export const listOrgChanges = async (caller: Caller): Promise<readonly Change[]> =>
  (await caller.ok(rpc.listOrgChanges, { query: { asc: true } })).result;

/** The keys of that history, oldest first, without `EventTypes.`, from the event behind `after` on. */
export const listOrgEventTypes = async (caller: Caller, after = 0): Promise<readonly string[]> =>
  (await listOrgChanges(caller)).slice(after).map(({ eventType }) => eventType?.key.replace("EventTypes.", "") ?? "");

/** What adding an organization leaves in its history. */
export const eventsOfNewOrg = [
  "org.added",
  "org.domain.added",
  "org.domain.verified",
  "org.domain.primary.set",
  "org.member.added",
];

/** Sequence of a new organization's last event: the next one has one more. */
export const lastOfNewOrg = BigInt(eventsOfNewOrg.length);
