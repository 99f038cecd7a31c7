import { randomInt } from "node:crypto";

const machineIds = 65_536;

/**
 * Gives each worker, by its number from 1 on, an id that no other has: rising from the given one on, or any. Without a
 * given one a worker that is started again gets a new one, as its process before may have made ids ahead of the clock.
 */
export function createMachineIds(first: number | undefined): (number: number) => number {
  const taken = new Map<number, number>();
  return (number) => {
    if (first !== undefined) return first + number - 1;
    let id = randomInt(machineIds);
    while ([...taken.values()].includes(id)) id = randomInt(machineIds);
    taken.set(number, id);
    return id;
  };
}
