import { type Expression, type SqlBool, sql } from "kysely";
import type { TextMatch } from "../contract/users.ts";
import { endLikePattern, escapeLike, lowerCase, prefixEnd } from "../text.ts";

/** What stands after `where`. */
export type Condition = Expression<SqlBool>;

/** References to a column of texts and to its lower-cased companion; to one column twice when all its texts are lower case. */
export interface TextColumns {
  readonly exact: string;
  readonly lower: string;
}

/**
 * The match as a condition on a column of texts.
 *
 * Only the lower-cased companion is expected to have an index.
 */
export function textCondition({ exact, lower }: TextColumns, { text, method, ignoreCase }: TextMatch): Condition {
  const onLower = columnCondition(lower, method, lowerCase(text));
  if (ignoreCase) return onLower;
  const onExact = columnCondition(exact, method, text);
  // A text that matches exactly also matches lower-cased. Not so for every prefix: lower-casing looks at what follows a
  // letter (a final sigma), so ASCII prefixes only.
  const isIndexed = method === "equals" || (method === "starts-with" && isAscii(text));
  return isIndexed ? sql<SqlBool>`(${onLower} and ${onExact})` : onExact;
}

/**
 * The conditions joined by `and` or `or`; of none, `and` is true and `or` is false.
 *
 * They are joined pairwise, as a tree that is as flat as can be: engines bound the depth of an expression, and a list
 * of a thousand conditions joined from the left is a thousand deep.
 */
export function joinConditions(operator: "and" | "or", conditions: readonly Condition[]): Condition {
  const [first, second] = conditions;
  if (first === undefined) return operator === "and" ? sql<SqlBool>`1 = 1` : sql<SqlBool>`1 = 0`;
  if (second === undefined) return first;
  const middle = conditions.length >> 1;
  const left = joinConditions(operator, conditions.slice(0, middle));
  const right = joinConditions(operator, conditions.slice(middle));
  return operator === "and" ? sql<SqlBool>`(${left} and ${right})` : sql<SqlBool>`(${left} or ${right})`;
}

/** Every match on the column. */
export const textConditions = (columns: TextColumns, matches: readonly TextMatch[]): readonly Condition[] =>
  matches.map((match) => textCondition(columns, match));

function columnCondition(reference: string, method: TextMatch["method"], text: string): Condition {
  const column = sql.ref(reference);
  switch (method) {
    case "equals":
      return sql<SqlBool>`${column} = ${text}`;
    case "starts-with": {
      const end = prefixEnd(text);
      return end === undefined
        ? sql<SqlBool>`${column} >= ${text}`
        : sql<SqlBool>`(${column} >= ${text} and ${column} < ${end})`;
    }
    case "contains":
      return sql<SqlBool>`${column} like ${`%${escapeLike(text)}%`} escape '\\'`;
    case "like":
      return sql<SqlBool>`${column} like ${endLikePattern(text)} escape '\\'`;
    case "ends-with":
      return sql<SqlBool>`${column} like ${`%${escapeLike(text)}`} escape '\\'`;
  }
}

/** Whether lower-casing the text is the same alone and as the beginning of any longer text. */
function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}
