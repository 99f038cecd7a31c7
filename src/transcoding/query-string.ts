import { decodeQueryText } from "./percent-encoding.ts";

/** A parameter of a query, decoded. */
export interface QueryParameter {
  readonly key: string;
  readonly value: string;
}

/** A query string that cannot be decoded; `text` is the raw part that is wrong. */
export interface QueryProblem {
  readonly kind: "malformed";
  readonly text: string;
}

/**
 * The parameters of a raw query string, in order, or the first problem.
 *
 * - `&` separates, the first `=` ends the key, `+` is a space, and every key and value is decoded once.
 * - A parameter without `=` has an empty value; empty parts between separators are skipped.
 */
export function parseQuery(rawQuery: string): readonly QueryParameter[] | QueryProblem {
  const parameters: QueryParameter[] = [];
  if (rawQuery === "") return parameters;
  for (const part of rawQuery.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const key = decodeQueryText(equals === -1 ? part : part.slice(0, equals));
    const value = equals === -1 ? "" : decodeQueryText(part.slice(equals + 1));
    if (key === undefined || value === undefined) return { kind: "malformed", text: part };
    parameters.push({ key, value });
  }
  return parameters;
}
