import { z } from "zod";
import type { ValueType } from "./value-types.ts";

/** How the limits that are enforced differ from the documented ones: `off` for none, `documented` for no difference. */
export type ThrottlingValue = "documented" | "off" | Adjustment;

interface Adjustment {
  /** How many times the documented limits. */
  readonly factor: number;
  /** Calls a minute of single families, by name, in place of those. */
  readonly families: ReadonlyMap<string, FamilyLimits>;
}

type FamilyLimits = "off" | { readonly client: number; readonly global: number };

/** `documented`, `off`, or adjustments: `xN` and `FAMILY=CLIENT/GLOBAL` or `FAMILY=off`, each at most once. */
export const throttling: ValueType<ThrottlingValue> = {
  placeholder: "LIMITS",
  accepts:
    "documented, off, or a list of xN (N times the documented limits) and FAMILY=CLIENT/GLOBAL (calls a minute) or FAMILY=off, such as x10,adobe-actions=50/500",
  schema: z.string().transform((text, context): ThrottlingValue => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue("not a throttling setting");
    return z.NEVER;
  }),
  quote: (given) => JSON.stringify(given.slice(0, 100)),
};

function parse(text: string): ThrottlingValue | undefined {
  if (text === "documented" || text === "off") return text;
  let factor: number | undefined;
  const families = new Map<string, FamilyLimits>();
  for (const part of text.split(",").map((piece) => piece.trim())) {
    const times = /^x([1-9]\d{0,5})$/.exec(part)?.[1];
    if (times !== undefined) {
      if (factor !== undefined) return undefined;
      factor = Number(times);
      continue;
    }
    const [, name, client, global] = /^([a-z][a-z0-9-]*)=(?:off|([1-9]\d{0,8})\/([1-9]\d{0,8}))$/.exec(part) ?? [];
    if (name === undefined || families.has(name)) return undefined;
    families.set(
      name,
      client === undefined || global === undefined ? "off" : { client: Number(client), global: Number(global) },
    );
  }
  return { factor: factor ?? 1, families };
}
