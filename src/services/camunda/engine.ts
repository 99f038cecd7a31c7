import type { ParseOrgName } from "../../auth/organization.ts";

/** The engine of calls that name none. */
export const defaultEngine = "default";

/** An engine's name as an organization: `default` is the caller's own, else it is the id or the name of one. */
export const parseEngine: ParseOrgName = (text) =>
  text === defaultEngine ? undefined : { by: "id-or-name", text: fromPathText(text) };

/**
 * A text of a path as Camunda reads it: after the one decoding that every server does, what clients have encoded twice,
 * `%2F` and `%5C`, becomes `/` and `\\`.
 */
export const fromPathText = (text: string): string => text.replaceAll("%2F", "/").replaceAll("%5C", "\\");

/** The name of the engine that a request's target addresses. */
export function engineOfTarget(target: string): string {
  const name = /^\/engine-rest\/engine\/([^/?]+)\/./.exec(target)?.[1];
  if (name === undefined) return defaultEngine;
  try {
    return fromPathText(decodeURIComponent(name));
  } catch {
    return name;
  }
}
