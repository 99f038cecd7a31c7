import { type ExpressionBuilder, type SqlBool, sql } from "kysely";
import type { UserFilter, UserTextField } from "../contract/users.ts";
import type { EngineDialect } from "../dialect.ts";
import type { Tables } from "../tables.ts";
import { jsonTexts, lowerCase } from "../text.ts";
import { toUserStateCode } from "../user-state.ts";
import { holderIds } from "./role-holders.ts";
import { type Condition, joinConditions, type TextColumns, textCondition } from "./text-condition.ts";

type Users = ExpressionBuilder<Tables, "users">;

/** The columns that a filter on a user's text looks at. */
export const userTextColumns = {
  userName: { exact: "users.user_name", lower: "users.user_name_lower" },
  firstName: { exact: "users.first_name", lower: "users.first_name_lower" },
  lastName: { exact: "users.last_name", lower: "users.last_name_lower" },
  nickName: { exact: "users.nick_name", lower: "users.nick_name_lower" },
  displayName: { exact: "users.display_name", lower: "users.display_name_lower" },
  email: { exact: "users.email", lower: "users.email_lower" },
  // E.164 has no letters, so there is no lower-case companion.
  phone: { exact: "users.phone", lower: "users.phone" },
} as const satisfies Record<UserTextField, TextColumns>;

/**
 * The filter as a condition.
 *
 * - A machine's human columns are NULL, so conditions on them are unknown for it and stay so under `not`.
 * - No filters in `and` is true, no filters in `or` and no ids, organizations or emails are false.
 */
export function userCondition(eb: Users, dialect: EngineDialect, filter: UserFilter): Condition {
  switch (filter.kind) {
    case "text":
      return textCondition(userTextColumns[filter.field], filter.match);
    case "state":
      return eb("users.state", "=", toUserStateCode(filter.state));
    case "type":
      return eb("users.type", "=", filter.type);
    case "ids":
      return dialect.isAmong("users.id", sql`${jsonTexts(filter.ids)}`);
    case "orgs":
      return dialect.isAmong("users.org_id", sql`${jsonTexts(filter.ids)}`);
    case "emails":
      return emailsCondition(eb, dialect, filter);
    case "group":
      return eb(
        "users.id",
        "in",
        eb.selectFrom("group_members").select("group_members.user_id").where("group_members.group_id", "=", filter.id),
      );
    case "role":
      return sql<SqlBool>`users.id in (${holderIds(filter.holding)})`;
    case "and":
      return joinConditions(
        "and",
        filter.filters.map((part) => userCondition(eb, dialect, part)),
      );
    case "or":
      return joinConditions(
        "or",
        filter.filters.map((part) => userCondition(eb, dialect, part)),
      );
    case "not":
      return eb.not(eb.parens(userCondition(eb, dialect, filter.filter)));
    case "none":
      return sql<SqlBool>`1 = 0`;
  }
}

function emailsCondition(
  eb: Users,
  dialect: EngineDialect,
  { emails, ignoreCase = false }: Extract<UserFilter, { readonly kind: "emails" }>,
): Condition {
  const exact = dialect.isAmong("users.email", sql`${jsonTexts(emails)}`);
  // Only the lower-cased companion has an index; the exact comparison then decides.
  const lower = dialect.isAmong("users.email_lower", sql`${jsonTexts(emails.map(lowerCase))}`);
  return ignoreCase ? lower : eb.parens(eb.and([lower, exact]));
}
