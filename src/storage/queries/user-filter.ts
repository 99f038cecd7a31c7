import { type Expression, type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { TextMatch, UserFilter, UserTextField } from "../contract/users.ts";
import type { EngineDialect } from "../dialect.ts";
import type { Tables } from "../tables.ts";
import { escapeLike, jsonTexts, lowerCase, prefixEnd } from "../text.ts";
import { toUserStateCode } from "../user-state.ts";

type Users = ExpressionBuilder<Tables, "users">;
type Condition = Expression<SqlBool>;

const textColumns = {
  userName: { exact: "users.user_name", lower: "users.user_name_lower" },
  firstName: { exact: "users.first_name", lower: "users.first_name_lower" },
  lastName: { exact: "users.last_name", lower: "users.last_name_lower" },
  nickName: { exact: "users.nick_name", lower: "users.nick_name_lower" },
  displayName: { exact: "users.display_name", lower: "users.display_name_lower" },
  email: { exact: "users.email", lower: "users.email_lower" },
} as const satisfies Record<UserTextField, { readonly exact: string; readonly lower: string }>;

/**
 * The filter as a condition.
 *
 * - A machine's human columns are NULL, so conditions on them are unknown for it and stay so under `not`.
 * - No filters in `and` is true, no filters in `or` and no ids or emails are false.
 */
export function userCondition(eb: Users, dialect: EngineDialect, filter: UserFilter): Condition {
  switch (filter.kind) {
    case "text":
      return textCondition(eb, filter.field, filter.match);
    case "state":
      return eb("users.state", "=", toUserStateCode(filter.state));
    case "type":
      return eb("users.type", "=", filter.type);
    case "ids":
      return eb("users.id", "in", dialect.textsOf(sql`${jsonTexts(filter.ids)}`));
    case "emails":
      return emailsCondition(eb, dialect, filter.emails);
    case "and":
      return joinConditions(
        eb,
        "and",
        filter.filters.map((part) => userCondition(eb, dialect, part)),
      );
    case "or":
      return joinConditions(
        eb,
        "or",
        filter.filters.map((part) => userCondition(eb, dialect, part)),
      );
    case "not":
      return eb.not(eb.parens(userCondition(eb, dialect, filter.filter)));
    case "none":
      return sql<SqlBool>`1 = 0`;
  }
}

/**
 * The conditions joined by `and` or `or`.
 *
 * They are joined pairwise, as a tree that is as flat as can be: engines bound the depth of an expression, and a list
 * of a thousand conditions joined from the left is a thousand deep.
 */
export function joinConditions(eb: Users, operator: "and" | "or", conditions: readonly Condition[]): Condition {
  const [first, second] = conditions;
  if (first === undefined) return operator === "and" ? sql<SqlBool>`1 = 1` : sql<SqlBool>`1 = 0`;
  if (second === undefined) return first;
  const middle = conditions.length >> 1;
  const left = joinConditions(eb, operator, conditions.slice(0, middle));
  const right = joinConditions(eb, operator, conditions.slice(middle));
  return eb.parens(operator === "and" ? eb.and([left, right]) : eb.or([left, right]));
}

function emailsCondition(eb: Users, dialect: EngineDialect, emails: readonly string[]): Condition {
  const exact = eb("users.email", "in", dialect.textsOf(sql`${jsonTexts(emails)}`));
  // Only the lower-cased companion has an index; the exact comparison then decides.
  const lower = eb("users.email_lower", "in", dialect.textsOf(sql`${jsonTexts(emails.map(lowerCase))}`));
  return eb.parens(eb.and([lower, exact]));
}

function textCondition(eb: Users, field: UserTextField, { text, method, ignoreCase }: TextMatch): Condition {
  const { exact, lower } = textColumns[field];
  const loweredText = lowerCase(text);
  const onLower = columnCondition(eb, lower, method, loweredText);
  if (ignoreCase) return onLower;
  const onExact = columnCondition(eb, exact, method, text);
  // Only the lower-cased companion has an index, and a text that matches exactly also matches lower-cased. Not so for
  // every prefix: lower-casing looks at what follows a letter (a final sigma), so ASCII prefixes only.
  const isIndexed = method === "equals" || (method === "starts-with" && isAscii(text));
  return isIndexed ? eb.parens(eb.and([onLower, onExact])) : onExact;
}

function columnCondition(
  eb: Users,
  column: (typeof textColumns)[UserTextField]["exact" | "lower"],
  method: TextMatch["method"],
  text: string,
): Condition {
  switch (method) {
    case "equals":
      return eb(column, "=", text);
    case "starts-with": {
      const end = prefixEnd(text);
      const from = eb(column, ">=", text);
      return end === undefined ? from : eb.parens(eb.and([from, eb(column, "<", end)]));
    }
    case "contains":
      return sql<SqlBool>`${eb.ref(column)} like ${`%${escapeLike(text)}%`} escape '\\'`;
    case "ends-with":
      return sql<SqlBool>`${eb.ref(column)} like ${`%${escapeLike(text)}`} escape '\\'`;
  }
}

/** Whether lower-casing the text is the same alone and as the beginning of any longer text. */
function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}
