import type { UserRow } from "../contract/users.ts";
import { type UserReadColumns, userFromColumns, userReadColumnNames } from "./user-row.ts";

/** A user's columns in a row that has other columns too. */
export type JoinedUserColumns = {
  [Column in keyof UserReadColumns as `users_${Column}`]: UserReadColumns[Column];
};

type Selection = { [Column in keyof UserReadColumns]: `users.${Column} as users_${Column}` }[keyof UserReadColumns];

/** What to select of a joined `users`. */
export const joinedUserSelection = userReadColumnNames.map(
  // The compiler would pair each column with each other's name.
  (column) => `users.${column} as users_${column}` as Selection,
);

/** The user that the columns hold. */
export function userFromJoined(row: JoinedUserColumns): UserRow {
  const columns = Object.fromEntries(userReadColumnNames.map((column) => [column, row[`users_${column}`]]));
  // The columns are those of the type, one by one.
  return userFromColumns(columns as UserReadColumns);
}
