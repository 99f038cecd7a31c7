import type { CallLimits, RouteFamily } from "./route-family.ts";

/** How the limits that are enforced differ from the documented ones: `off` for none, `documented` for no difference. */
export type LimitsSetting = "documented" | "off" | LimitsAdjustment;

/** Limits other than the documented ones. */
export interface LimitsAdjustment {
  /** How many times the documented limits. */
  readonly factor: number;
  /** The limits of single families, by name, in place of those. */
  readonly families: ReadonlyMap<string, CallLimits | "off">;
}

/**
 * The families with the limits that are to be enforced, without those that have none. Throws an error for people when
 * the setting names a family that is not there.
 */
export function adjustLimits(families: readonly RouteFamily[], setting: LimitsSetting): readonly RouteFamily[] {
  if (setting === "documented") return families;
  if (setting === "off") return [];
  assertKnown([...setting.families.keys()], families);
  return families.flatMap((family) => {
    const limits = setting.families.get(family.name) ?? multiply(family.limits, setting.factor);
    return limits === "off" ? [] : [{ ...family, limits }];
  });
}

const multiply = ({ client, global }: CallLimits, factor: number): CallLimits => ({
  client: client * factor,
  global: global * factor,
});

function assertKnown(names: readonly string[], families: readonly RouteFamily[]): void {
  const known = new Set(families.map(({ name }) => name));
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const error = new Error(
    `The throttling setting names ${unknown.join(", ")}, but the families with limits are: ${[...known].join(", ") || "none"}.`,
  );
  throw Object.assign(error, { isForPeople: true });
}
