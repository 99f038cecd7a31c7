import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { openStorage } from "../../src/storage/open.ts";
import { startPostgres } from "./postgres-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of the server's `postgres` database; `{name}` in place of the database's name. */
    readonly postgresUrl: string;
  }
}

const { ROSTER_TEST_DATABASE_URL } = process.env;
const templateName = "roster_template";

/**
 * Vitest's global set-up: one server for the whole run, or the one that ROSTER_TEST_DATABASE_URL names, with a migrated
 * template database.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = ROSTER_TEST_DATABASE_URL;
  const server = given === undefined ? await startPostgres({ isDurable: false }) : undefined;
  const url = (database: string) =>
    server?.url(database) ?? Object.assign(new URL(given ?? ""), { pathname: `/${database}` }).href;
  const template = `${templateName}_${randomUUID().replaceAll("-", "")}`;
  await administer(url("postgres"), `create database ${template}`);
  await (await openStorage({ kind: "postgres", url: url(template) })).close();
  project.provide("postgresUrl", url(template));
  return async () => {
    if (server === undefined) await administer(url("postgres"), `drop database ${template} with (force)`);
    await server?.dispose();
  };
}

/** A database of its own for a test, migrated and empty. */
export interface PostgresDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A fresh database on the run's server. */
export async function createDatabase(): Promise<PostgresDatabase> {
  const templateUrl = new URL(inject("postgresUrl"));
  const name = `roster_test_${randomUUID().replaceAll("-", "")}`;
  const admin = Object.assign(new URL(templateUrl), { pathname: "/postgres" }).href;
  await administer(admin, `create database ${name} template ${templateUrl.pathname.slice(1)}`);
  return {
    url: Object.assign(new URL(templateUrl), { pathname: `/${name}` }).href,
    drop: () => administer(admin, `drop database if exists ${name} with (force)`),
  };
}

/** Runs one statement on a connection of its own. */
export async function administer(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
