import { describe, expect, it } from "vitest";
import { createMachineIds } from "./machine-ids.ts";

describe("createMachineIds()", () => {
  it("counts from the given id on, the same for a worker that is started again", () => {
    const machineIdOf = createMachineIds(65_533);
    expect([1, 2, 3, 2].map(machineIdOf)).toEqual([65_533, 65_534, 65_535, 65_534]);
  });

  it("gives workers different ids, and a new one to a worker that is started again", () => {
    const machineIdOf = createMachineIds(undefined);
    const numbers = Array.from({ length: 256 }, (_, index) => index + 1);
    const first = numbers.map(machineIdOf);
    expect(new Set(first).size).toBe(256);
    expect(first.every((id) => Number.isInteger(id) && id >= 0 && id < 65_536)).toBe(true);
    expect(machineIdOf(1)).not.toBe(first[0]);
  });
});
