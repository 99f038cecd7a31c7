import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { createWaitingLine, type Place } from "./waiting-line.ts";

const step = constantFrom("push", "take oldest", "take newest", "first leaves", "middle leaves", "who is out leaves");

describe("createWaitingLine()", () => {
  it("does what an array does, whatever the steps", () =>
    assert(
      property(array(step, { maxLength: 60 }), (steps) => {
        const line = createWaitingLine<number>();
        const places: Place<number>[] = [];
        const leave = (item: number, isIn: boolean) => {
          const place = places[item];
          expect(place !== undefined && line.leave(place)).toBe(isIn);
        };
        const model: number[] = [];
        for (const next of steps) {
          const middle = Math.floor(model.length / 2);
          if (next === "push") {
            model.push(places.length);
            places.push(line.push(places.length));
          } else if (next === "take oldest") expect(line.takeOldest()).toBe(model.shift());
          else if (next === "take newest") expect(line.takeNewest()).toBe(model.pop());
          else if (next === "first leaves") for (const item of model.splice(0, 1)) leave(item, true);
          else if (next === "middle leaves") for (const item of model.splice(middle, 1)) leave(item, true);
          else for (const item of places.keys()) if (!model.includes(item)) leave(item, false);
          expect([line.length, line.oldest?.item]).toEqual([model.length, model[0]]);
        }
        while (model.length > 0) expect(line.takeOldest()).toBe(model.shift());
        expect(line.takeNewest()).toBeUndefined();
      }),
    ));
});
