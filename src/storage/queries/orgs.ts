import type { SelectQueryBuilder } from "kysely";
import type { Connection } from "../connection.ts";
import { orgId } from "../contract/ids.ts";
import type { OrgReader, OrgRow, OrgWriter } from "../contract/orgs.ts";
import { flag, type OrgDomainsTable, type OrgsTable, type Tables } from "../tables.ts";
import { lowerCase } from "../text.ts";
import { columnNames, type QueryBuilder, valuesOf } from "./builder.ts";

const orgColumnNames = columnNames<OrgsTable>({
  id: true,
  name: true,
  name_lower: true,
  state: true,
  primary_domain: true,
  sequence: true,
  last_sequence: true,
  creation_time_us: true,
  change_time_us: true,
});

const domainColumnNames = columnNames<OrgDomainsTable>({
  org_id: true,
  domain: true,
  is_verified: true,
  is_primary: true,
  sequence: true,
  creation_time_us: true,
  change_time_us: true,
});

/** The queries on organizations, compiled for one engine. */
export type OrgQueries = ReturnType<typeof createOrgQueries>;

/** The queries on organizations, compiled for one engine. */
export function createOrgQueries({ db, dialect, prepare }: QueryBuilder) {
  const withRowLock = <Output>(query: SelectQueryBuilder<Tables, "orgs", Output>) =>
    // Not FOR UPDATE: rows that only reference the organization, such as a new user, need not wait.
    dialect.hasRowLocks ? query.forNoKeyUpdate() : query;
  return {
    find: prepare<{ readonly id: string }, OrgsTable>((param) =>
      db.selectFrom("orgs").selectAll().where("id", "=", param("id")),
    ),
    lock: prepare<{ readonly id: string }, OrgsTable>((param) =>
      withRowLock(db.selectFrom("orgs").selectAll().where("id", "=", param("id"))),
    ),
    findVerifiedDomainOwner: prepare<{ readonly domain: string }, { readonly org_id: string }>((param) =>
      db
        .selectFrom("org_domains")
        .select("org_id")
        .where("domain", "=", param("domain"))
        // Written out, because only a constant lets the partial index serve the query.
        .where("is_verified", "=", (eb) => eb.lit(1)),
    ),
    insert: prepare<OrgsTable, unknown>((param) => db.insertInto("orgs").values(valuesOf(param, orgColumnNames))),
    insertDomain: prepare<OrgDomainsTable, unknown>((param) =>
      db.insertInto("org_domains").values(valuesOf(param, domainColumnNames)),
    ),
    setLastSequence: prepare<{ readonly id: string; readonly lastSequence: number }, unknown>((param) =>
      db
        .updateTable("orgs")
        .set({ last_sequence: param("lastSequence") })
        .where("id", "=", param("id")),
    ),
  };
}

const orgFromColumns = (columns: OrgsTable): OrgRow => ({
  id: orgId(columns.id),
  name: columns.name,
  state: columns.state,
  primaryDomain: columns.primary_domain,
  sequence: columns.sequence,
  lastSequence: columns.last_sequence,
  creationTimeUs: columns.creation_time_us,
  changeTimeUs: columns.change_time_us,
});

/** Reads of organizations on this connection. */
export function createOrgReader(connection: Connection, queries: OrgQueries): OrgReader {
  return {
    async find(id) {
      const [row] = await connection.run(queries.find({ id }));
      return row && orgFromColumns(row);
    },
    async findVerifiedDomainOwner(domain) {
      const [row] = await connection.run(queries.findVerifiedDomainOwner({ domain: lowerCase(domain) }));
      return row && orgId(row.org_id);
    },
  };
}

/** Reads and writes of organizations in the transaction of this connection. */
export function createOrgWriter(connection: Connection, queries: OrgQueries): OrgWriter {
  return {
    ...createOrgReader(connection, queries),
    async lock(id) {
      const [row] = await connection.run(queries.lock({ id }));
      return row && orgFromColumns(row);
    },
    async insert(row) {
      await connection.run(
        queries.insert({
          id: row.id,
          name: row.name,
          name_lower: lowerCase(row.name),
          state: row.state,
          primary_domain: row.primaryDomain,
          sequence: row.sequence,
          last_sequence: row.lastSequence,
          creation_time_us: row.creationTimeUs,
          change_time_us: row.changeTimeUs,
        }),
      );
    },
    async insertDomain(row) {
      await connection.run(
        queries.insertDomain({
          org_id: row.orgId,
          domain: lowerCase(row.domain),
          is_verified: flag(row.isVerified),
          is_primary: flag(row.isPrimary),
          sequence: row.sequence,
          creation_time_us: row.creationTimeUs,
          change_time_us: row.changeTimeUs,
        }),
      );
    },
    async setLastSequence(id, lastSequence) {
      await connection.run(queries.setLastSequence({ id, lastSequence }));
    },
  };
}
