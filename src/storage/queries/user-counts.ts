import { randomInt } from "node:crypto";
import { sql } from "kysely";
import type { Query } from "../connection.ts";
import type { QueryBuilder } from "./builder.ts";

/** The queries that keep `user_counts`, compiled for one engine. */
export interface UserCountQueries {
  /** Counts the user in its organization, after it has come there. */
  add(id: string): Query<unknown>;
  /** Takes the user out of its organization's count, before it leaves. */
  take(id: string): Query<unknown>;
}

interface ChangeParams {
  readonly id: string;
  readonly by: number;
  readonly stamp: number;
}

/** An organization has at most 32 shards, and JavaScript holds the sum of so many stamps exactly. */
const stampsEnd = 2 ** 47;

/** The queries that keep `user_counts`, compiled for one engine. */
export function createUserCountQueries({ prepare, db, dialect }: QueryBuilder): UserCountQueries {
  const change = prepare<ChangeParams, unknown>((param) => {
    // The organization is the user's own as it is now: a user that is not there counts nothing.
    const user = db
      .selectFrom("users")
      .select([
        "org_id",
        dialect.shard.as("shard"),
        sql<number>`cast(${param("by")} as bigint)`.as("users"),
        sql<number>`cast(${param("stamp")} as bigint)`.as("stamp"),
      ])
      .where("id", "=", param("id"));
    return (
      db
        .insertInto("user_counts")
        .columns(["org_id", "shard", "users", "stamp"])
        // Held until the command ends, so that another process cannot take the same user out once more.
        .expression(dialect.hasRowLocks ? user.forNoKeyUpdate() : user)
        .onConflict((conflict) =>
          conflict.columns(["org_id", "shard"]).doUpdateSet((eb) => ({
            users: eb("user_counts.users", "+", eb.ref("excluded.users")),
            stamp: eb.ref("excluded.stamp"),
          })),
        )
    );
  });
  const by = (number: number) => (id: string) => change({ id, by: number, stamp: randomInt(stampsEnd) });
  return { add: by(1), take: by(-1) };
}
