import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { createWaitingLine } from "./waiting-line.ts";

const step = constantFrom("push", "take oldest", "take newest", "first leaves", "middle leaves", "who is out leaves");

describe("createWaitingLine()", () => {
  it("does what an array does, whatever the steps", () =>
    assert(
      property(array(step, { maxLength: 60 }), (steps) => {
        const line = createWaitingLine<number>();
        const leave: (() => void)[] = [];
        const model: number[] = [];
        for (const next of steps) {
          const middle = Math.floor(model.length / 2);
          if (next === "push") {
            model.push(leave.length);
            leave.push(line.push(leave.length));
          } else if (next === "take oldest") expect(line.takeOldest()).toBe(model.shift());
          else if (next === "take newest") expect(line.takeNewest()).toBe(model.pop());
          else if (next === "first leaves") for (const item of model.splice(0, 1)) leave[item]?.();
          else if (next === "middle leaves") for (const item of model.splice(middle, 1)) leave[item]?.();
          else for (const [item, again] of leave.entries()) if (!model.includes(item)) again();
          expect([line.length, line.oldest]).toEqual([model.length, model[0]]);
        }
        while (model.length > 0) expect(line.takeOldest()).toBe(model.shift());
        expect(line.takeNewest()).toBeUndefined();
      }),
    ));
});
