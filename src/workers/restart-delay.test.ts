import { expect, it } from "vitest";
import { createRestartDelay } from "./restart-delay.ts";

it("createRestartDelay() doubles up to half a minute, and begins anew after a worker that lived for a minute", () => {
  const delay = createRestartDelay();
  const waits = Array.from({ length: 11 }, () => delay.next(59_999));
  expect(waits).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]);
  expect([delay.next(60_000), delay.next(0)]).toEqual([100, 200]);
});
