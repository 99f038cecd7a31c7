import type { Transaction } from "../storage/contract/index.ts";

/** The key under which commands on the instance's members wait for each other. */
export const instanceKey = "instance";

/**
 * The instance and where an event on it goes, held until the command ends. `undefined` before the first start.
 *
 * The instance's row keeps no sequence and cannot be held: its history says how far it got, and the row of the default
 * organization, which cannot be removed, is held in its place.
 */
export async function lockInstance(tx: Transaction) {
  const instance = await tx.instance.find();
  if (instance === undefined) return undefined;
  await tx.orgs.lock(instance.defaultOrgId);
  const aggregate = { type: "instance", id: instance.id } as const;
  const [last] = await tx.events.list({
    aggregate,
    resourceOwner: instance.id,
    fromSequence: 0,
    isAscending: false,
    limit: 1,
  });
  return { instance, occasion: { aggregate, resourceOwner: instance.id, lastSequence: last?.sequence ?? 0 } };
}
