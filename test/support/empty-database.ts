import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { administer, type PostgresDatabase } from "./postgres.ts";

/** A database without any table on the run's server: what an operator gives a first start. */
export async function createEmptyDatabase(): Promise<PostgresDatabase> {
  const urlOf = (database: string) => Object.assign(new URL(inject("postgresUrl")), { pathname: `/${database}` }).href;
  const name = `roster_empty_${randomUUID().replaceAll("-", "")}`;
  // The server's own template may have been given tables by somebody; this one never has any.
  await administer(urlOf("postgres"), `create database ${name} template template0`);
  return {
    url: urlOf(name),
    drop: () => administer(urlOf("postgres"), `drop database if exists ${name} with (force)`),
  };
}
