import type { SelectQueryBuilder } from "kysely";
import type { Connection, WriteConnection } from "../connection.ts";
import { type OrgId, orgId } from "../contract/ids.ts";
import type { OrgDomainRow, OrgListQuery, OrgReader, OrgRow, OrgWriter } from "../contract/orgs.ts";
import type { AggregateUpdate } from "../contract/projects.ts";
import type { Page, PageOf } from "../contract/record.ts";
import type { TextMatch } from "../contract/users.ts";
import { flag, type OrgDomainsTable, type OrgsTable, type Tables } from "../tables.ts";
import { lowerCase } from "../text.ts";
import { columnNames, type QueryBuilder, valuesOf } from "./builder.ts";
import { orgDomainListQuery, orgListQuery } from "./org-list.ts";
import { pageFromRows } from "./page.ts";
import { createScopeRemovalQueries, runAll } from "./scope-removal.ts";

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
  is_externally_managed: true,
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

interface DomainKey {
  readonly org_id: string;
  readonly domain: string;
}

type UpdateParams = Omit<OrgsTable, "last_sequence" | "creation_time_us">;

/** The queries on organizations, compiled for one engine. */
export type OrgQueries = ReturnType<typeof createOrgQueries>;

/** The queries on organizations, compiled for one engine. */
export function createOrgQueries(builder: QueryBuilder) {
  const { db, dialect, prepare, prepareMergeable } = builder;
  const withRowLock = <Output>(query: SelectQueryBuilder<Tables, "orgs", Output>) =>
    // Not FOR UPDATE: rows that only reference the organization, such as a new user, need not wait.
    dialect.hasRowLocks ? query.forNoKeyUpdate() : query;
  return {
    builder,
    find: prepare<{ readonly id: string }, OrgsTable>((param) =>
      db.selectFrom("orgs").selectAll().where("id", "=", param("id")),
    ),
    isExternallyManaged: prepareMergeable<{ readonly id: string }, Pick<OrgsTable, "is_externally_managed">>(
      "select",
      (param) => db.selectFrom("orgs").select("is_externally_managed").where("id", "=", param("id")),
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
    update: prepare<UpdateParams, unknown>((param) =>
      db
        .updateTable("orgs")
        .set({
          name: param("name"),
          name_lower: param("name_lower"),
          state: param("state"),
          primary_domain: param("primary_domain"),
          sequence: param("sequence"),
          last_sequence: param("sequence"),
          change_time_us: param("change_time_us"),
          is_externally_managed: param("is_externally_managed"),
        })
        .where("id", "=", param("id")),
    ),
    findDomain: prepare<DomainKey, OrgDomainsTable>((param) =>
      db
        .selectFrom("org_domains")
        .selectAll()
        .where("org_id", "=", param("org_id"))
        .where("domain", "=", param("domain")),
    ),
    updateDomain: prepare<OrgDomainsTable, unknown>((param) =>
      db
        .updateTable("org_domains")
        .set({
          is_verified: param("is_verified"),
          is_primary: param("is_primary"),
          sequence: param("sequence"),
          change_time_us: param("change_time_us"),
        })
        .where("org_id", "=", param("org_id"))
        .where("domain", "=", param("domain")),
    ),
    deleteDomain: prepare<DomainKey, unknown>((param) =>
      db.deleteFrom("org_domains").where("org_id", "=", param("org_id")).where("domain", "=", param("domain")),
    ),
    // FOR UPDATE: a user that another process is adding is removed with the rest, and one that comes later is refused.
    holdForRemoval: prepare<{ readonly id: string }, { readonly id: string }>((param) => {
      const query = db.selectFrom("orgs").select("id").where("id", "=", param("id"));
      return dialect.hasRowLocks ? query.forUpdate() : query;
    }),
    removeMemberships: createScopeRemovalQueries(builder).ofOrg,
    deleteUsers: prepare<{ readonly id: string }, unknown>((param) =>
      db.deleteFrom("users").where("org_id", "=", param("id")),
    ),
    // Projects, groups, grants given and received, domains and metadata go with it by their foreign keys.
    delete: prepare<{ readonly id: string }, unknown>((param) => db.deleteFrom("orgs").where("id", "=", param("id"))),
  };
}

const orgFromColumns = (columns: OrgsTable): OrgRow => ({
  id: orgId(columns.id),
  name: columns.name,
  state: columns.state,
  primaryDomain: columns.primary_domain,
  isExternallyManaged: columns.is_externally_managed === 1,
  sequence: columns.sequence,
  lastSequence: columns.last_sequence,
  creationTimeUs: columns.creation_time_us,
  changeTimeUs: columns.change_time_us,
});

const domainColumns = (row: OrgDomainRow): OrgDomainsTable => ({
  org_id: row.orgId,
  domain: lowerCase(row.domain),
  is_verified: flag(row.isVerified),
  is_primary: flag(row.isPrimary),
  sequence: row.sequence,
  creation_time_us: row.creationTimeUs,
  change_time_us: row.changeTimeUs,
});

const domainFromColumns = (columns: OrgDomainsTable): OrgDomainRow => ({
  orgId: orgId(columns.org_id),
  domain: columns.domain,
  isVerified: columns.is_verified === 1,
  isPrimary: columns.is_primary === 1,
  sequence: columns.sequence,
  creationTimeUs: columns.creation_time_us,
  changeTimeUs: columns.change_time_us,
});

/** Reads of organizations on this connection. */
export const createOrgReader = (connection: Connection, queries: OrgQueries): OrgReader =>
  new ConnectedOrgReader(connection, queries);

/** Reads and writes of organizations in the transaction of this connection. */
export const createOrgWriter = (connection: WriteConnection, queries: OrgQueries): OrgWriter =>
  new ConnectedOrgWriter(connection, queries);

// Classes, because nearly every command needs a writer, and methods on a prototype cost nothing to create.
class ConnectedOrgReader<Connected extends Connection = Connection> implements OrgReader {
  protected readonly connection: Connected;
  protected readonly queries: OrgQueries;

  constructor(connection: Connected, queries: OrgQueries) {
    this.connection = connection;
    this.queries = queries;
  }

  async find(id: OrgId): Promise<OrgRow | undefined> {
    const [row] = await this.connection.run(this.queries.find({ id }));
    return row && orgFromColumns(row);
  }

  async isExternallyManaged(id: OrgId): Promise<boolean> {
    const [row] = await this.connection.run(this.queries.isExternallyManaged({ id }));
    return row?.is_externally_managed === 1;
  }

  async findVerifiedDomainOwner(domain: string): Promise<OrgId | undefined> {
    const [row] = await this.connection.run(this.queries.findVerifiedDomainOwner({ domain: lowerCase(domain) }));
    return row && orgId(row.org_id);
  }

  async list(query: OrgListQuery): Promise<PageOf<OrgRow>> {
    return pageFromRows(await this.connection.run(orgListQuery(this.queries.builder, query)), "id", orgFromColumns);
  }

  async findDomain(id: OrgId, domain: string): Promise<OrgDomainRow | undefined> {
    const [row] = await this.connection.run(this.queries.findDomain({ org_id: id, domain: lowerCase(domain) }));
    return row && domainFromColumns(row);
  }

  async listDomains(id: OrgId, names: readonly TextMatch[], page: Page): Promise<PageOf<OrgDomainRow>> {
    const rows = await this.connection.run(orgDomainListQuery(this.queries.builder, id, names, page));
    return pageFromRows(rows, "domain", domainFromColumns);
  }
}

class ConnectedOrgWriter extends ConnectedOrgReader<WriteConnection> implements OrgWriter {
  async lock(id: OrgId): Promise<OrgRow | undefined> {
    const [row] = await this.connection.run(this.queries.lock({ id }));
    return row && orgFromColumns(row);
  }

  async insert(row: OrgRow): Promise<void> {
    // A text that was an organization's name may now be this one's id.
    this.connection.markAccessChange("everybody");
    await this.connection.run(
      this.queries.insert({
        id: row.id,
        name: row.name,
        name_lower: lowerCase(row.name),
        state: row.state,
        primary_domain: lowerCase(row.primaryDomain),
        sequence: row.sequence,
        last_sequence: row.lastSequence,
        creation_time_us: row.creationTimeUs,
        change_time_us: row.changeTimeUs,
        is_externally_managed: flag(row.isExternallyManaged),
      }),
    );
  }

  async insertDomain(row: OrgDomainRow): Promise<void> {
    await this.connection.run(this.queries.insertDomain(domainColumns(row)));
  }

  async setLastSequence(id: OrgId, lastSequence: number): Promise<void> {
    await this.connection.run(this.queries.setLastSequence({ id, lastSequence }));
  }

  async update(
    id: OrgId,
    fields: Parameters<OrgWriter["update"]>[1],
    { sequence, changeTimeUs }: AggregateUpdate,
  ): Promise<void> {
    this.connection.markAccessChange("everybody");
    const { name, state, primaryDomain, isExternallyManaged } = fields;
    const columns = {
      ...{ name, name_lower: lowerCase(name), state, primary_domain: lowerCase(primaryDomain) },
      is_externally_managed: flag(isExternallyManaged),
    };
    await this.connection.run(this.queries.update({ ...columns, id, sequence, change_time_us: changeTimeUs }));
  }

  async updateDomain(row: OrgDomainRow): Promise<void> {
    this.connection.markAccessChange("everybody");
    await this.connection.run(this.queries.updateDomain(domainColumns(row)));
  }

  async deleteDomain(id: OrgId, domain: string): Promise<void> {
    this.connection.markAccessChange("everybody");
    await this.connection.run(this.queries.deleteDomain({ org_id: id, domain: lowerCase(domain) }));
  }

  async delete(id: OrgId): Promise<void> {
    this.connection.markAccessChange("everybody");
    await this.connection.run(this.queries.holdForRemoval({ id }));
    // Users reference their organization without going with it, so they are removed before it.
    await runAll(this.connection, [
      ...this.queries.removeMemberships(id),
      this.queries.deleteUsers({ id }),
      this.queries.delete({ id }),
    ]);
  }
}
