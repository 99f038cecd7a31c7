import { z } from "zod";
import type { ValueType } from "./value-types.ts";

/** So many calls in so much time. */
export interface RateValue {
  readonly calls: number;
  readonly periodMs: number;
}

const periodsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** `N/PERIOD`, where the period is `s`, `m` or `h`. */
export const rate: ValueType<RateValue> = {
  placeholder: "N/PERIOD",
  accepts: "a number of calls and s, m or h for the period, such as 100/s or 6000/m",
  schema: z.string().transform((text, context): RateValue => {
    const [, calls, period = ""] = /^([1-9]\d{0,8})\/([smh])$/.exec(text) ?? [];
    const periodMs = periodsMs[period];
    if (calls !== undefined && periodMs !== undefined) return { calls: Number(calls), periodMs };
    context.addIssue("not a rate");
    return z.NEVER;
  }),
  quote: (given) => JSON.stringify(given.slice(0, 100)),
};
