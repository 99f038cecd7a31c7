import { randomInt } from "node:crypto";
import { type OnConflictBuilder, sql } from "kysely";
import type { Query } from "../connection.ts";
import type { Tables } from "../tables.ts";
import type { QueryBuilder } from "./builder.ts";

/** The queries that keep `user_counts`, compiled for one engine. */
export interface UserCountQueries {
  /** Counts one more user in the organization. */
  addTo(orgId: string): Query<unknown>;
  /** Counts the user in its organization, after it has come there. */
  add(id: string): Query<unknown>;
  /** Takes the user out of its organization's count, before it leaves. */
  take(id: string): Query<unknown>;
}

/** An organization has at most 32 shards, and JavaScript holds the sum of so many stamps exactly. */
const stampsEnd = 2 ** 47;
const newStamp = (): number => randomInt(stampsEnd);

/** The queries that keep `user_counts`, compiled for one engine. */
export function createUserCountQueries({ prepare, db, dialect }: QueryBuilder): UserCountQueries {
  const columns = ["org_id", "shard", "users", "stamp"] as const;
  const inShard = (conflict: OnConflictBuilder<Tables, "user_counts">) =>
    conflict.columns(["org_id", "shard"]).doUpdateSet((eb) => ({
      users: eb("user_counts.users", "+", eb.ref("excluded.users")),
      stamp: eb.ref("excluded.stamp"),
    }));
  // Half the time of `change`, which has to look the user up.
  const addTo = prepare<{ readonly orgId: string; readonly stamp: number }, unknown>((param) =>
    db
      .insertInto("user_counts")
      .values({ org_id: param("orgId"), shard: dialect.shard, users: sql.lit(1), stamp: param("stamp") })
      .onConflict(inShard),
  );
  const change = prepare<{ readonly id: string; readonly by: number; readonly stamp: number }, unknown>((param) => {
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
    // Held until the command ends, so that another process cannot take the same user out once more.
    const held = dialect.hasRowLocks ? user.forNoKeyUpdate() : user;
    return db.insertInto("user_counts").columns(columns).expression(held).onConflict(inShard);
  });
  return {
    addTo: (orgId) => addTo({ orgId, stamp: newStamp() }),
    add: (id) => change({ id, by: 1, stamp: newStamp() }),
    take: (id) => change({ id, by: -1, stamp: newStamp() }),
  };
}
