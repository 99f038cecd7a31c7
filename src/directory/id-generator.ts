import { randomInt } from "node:crypto";
import type { Clock } from "./clock.ts";

/** Makes ids: decimal strings of at most 19 digits, each greater than the one before. */
export type IdGenerator = () => string;

const epochUs = Date.UTC(2019, 3, 29) * 1000;
const tickUs = 10_000;
const idsPerTick = 256;
const machineIds = 65_536;

/**
 * A generator of ZITADEL's kind of ids (sonyflake): 39 bits of 10 ms ticks since 2019-04-29, 8 bits of sequence,
 * 16 bits of machine id.
 *
 * - Ids rise strictly in one process, also when the clock is set back.
 * - More than 256 ids in a tick take ids of the following ticks, so that nobody waits.
 * - `machineId` tells processes apart that make ids at the same moment. It is random unless given: 1 in 65,536 that
 *   two processes agree, and then a taken id is refused by the database, never overwritten.
 */
export function createIdGenerator(options: { clock: Clock; machineId?: number }): IdGenerator {
  const machineId = BigInt(options.machineId ?? randomInt(machineIds));
  let lastSlot = -1;
  return () => {
    const nowSlot = Math.floor((options.clock() - epochUs) / tickUs) * idsPerTick;
    lastSlot = Math.max(lastSlot + 1, nowSlot);
    return String(BigInt(lastSlot) * BigInt(machineIds) + machineId);
  };
}
