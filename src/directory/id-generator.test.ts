import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createIdGenerator } from "./id-generator.ts";

const nowUs = Date.UTC(2026, 10, 22) * 1000;
const machineIds = fc.integer({ min: 0, max: 65_535 });

describe("createIdGenerator()", () => {
  it("makes decimal strings of 18 digits", () => {
    expect(createIdGenerator({ clock: () => nowUs })()).toMatch(/^\d{18}$/);
  });

  it("makes rising ids, whatever the clock does", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 2 }), machineIds, (steps, machineId) => {
        let time = nowUs;
        const newId = createIdGenerator({ clock: () => time, machineId });
        const ids = steps.map((step) => {
          time += step;
          return BigInt(newId());
        });
        expect(ids.every((id, index) => index === 0 || id > (ids[index - 1] ?? id))).toBe(true);
      }),
    );
  });

  it("makes different ids on different machines at the same moment", () => {
    fc.assert(
      fc.property(fc.uniqueArray(machineIds, { minLength: 2, maxLength: 5 }), (machines) => {
        const generators = machines.map((machineId) => createIdGenerator({ clock: () => nowUs, machineId }));
        const ids = generators.flatMap((newId) => Array.from({ length: 300 }, newId));
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it("holds time, sequence and machine id as sonyflake does", () => {
    const id = BigInt(createIdGenerator({ clock: () => nowUs, machineId: 513 })());
    expect(id & 0xffffn).toBe(513n);
    expect((id >> 16n) & 0xffn).toBe(0n);
    expect(Number(id >> 24n) * 10_000).toBe(nowUs - Date.UTC(2019, 3, 29) * 1000);
  });
});
