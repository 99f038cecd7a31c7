import type { Connection } from "../connection.ts";
import type { EventListQuery, EventReader, EventRow, EventWriter } from "../contract/events.ts";
import { instanceId, orgId, projectGrantId } from "../contract/ids.ts";
import type { EventsTable } from "../tables.ts";
import { columnNames, insertsByCount, type Param, type QueryBuilder } from "./builder.ts";

const eventColumnNames = columnNames<EventsTable>({
  aggregate_type: true,
  aggregate_id: true,
  sequence: true,
  type: true,
  resource_owner: true,
  editor_id: true,
  face: true,
  time_us: true,
  payload: true,
  project_grant_id: true,
});

interface ListParams {
  readonly type: EventRow["aggregate"]["type"];
  readonly id: string;
  readonly resourceOwner: string;
  readonly fromSequence: number;
  readonly limit: number;
}

interface GrantListParams extends ListParams {
  readonly projectGrantId: string;
}

/** The queries on events, compiled for one engine. */
export type EventQueries = ReturnType<typeof createEventQueries>;

/** The queries on events, compiled for one engine. */
export function createEventQueries(builder: QueryBuilder) {
  const list = (param: Param<ListParams>, operator: ">" | "<", direction: "asc" | "desc") =>
    builder.db
      .selectFrom("events")
      .selectAll()
      .where("aggregate_type", "=", param("type"))
      .where("aggregate_id", "=", param("id"))
      .where("sequence", operator, param("fromSequence"))
      .where("resource_owner", "=", param("resourceOwner"))
      .orderBy("sequence", direction)
      .limit(param("limit"));
  const prepareList = (operator: ">" | "<", direction: "asc" | "desc") =>
    builder.prepare<ListParams, EventsTable>((param) => list(param, operator, direction));
  const prepareGrantList = (operator: ">" | "<", direction: "asc" | "desc") =>
    builder.prepare<GrantListParams, EventsTable>((param) =>
      list(param, operator, direction).where("project_grant_id", "=", param("projectGrantId")),
    );
  return {
    listAscending: prepareList(">", "asc"),
    listDescending: prepareList("<", "desc"),
    listOfGrantAscending: prepareGrantList(">", "asc"),
    listOfGrantDescending: prepareGrantList("<", "desc"),
    append: insertsByCount<EventsTable>(builder, "events", eventColumnNames),
  };
}

/** Reads of events on this connection. */
export const createEventReader = (connection: Connection, queries: EventQueries): EventReader =>
  new ConnectedEventReader(connection, queries);

/** Reads and writes of events in the transaction of this connection. */
export const createEventWriter = (connection: Connection, queries: EventQueries): EventWriter =>
  new ConnectedEventWriter(connection, queries);

// Classes, because nearly every command needs a writer, and methods on a prototype cost nothing to create.
class ConnectedEventReader implements EventReader {
  protected readonly connection: Connection;
  protected readonly queries: EventQueries;

  constructor(connection: Connection, queries: EventQueries) {
    this.connection = connection;
    this.queries = queries;
  }

  async list(query: EventListQuery): Promise<readonly EventRow[]> {
    const { isAscending, projectGrantId } = query;
    const params = {
      type: query.aggregate.type,
      id: query.aggregate.id,
      resourceOwner: query.resourceOwner,
      limit: query.limit,
      fromSequence: isAscending ? query.fromSequence : query.fromSequence || Number.MAX_SAFE_INTEGER,
    };
    const list = isAscending ? this.queries.listAscending : this.queries.listDescending;
    const listOfGrant = isAscending ? this.queries.listOfGrantAscending : this.queries.listOfGrantDescending;
    const listed = projectGrantId === undefined ? list(params) : listOfGrant({ ...params, projectGrantId });
    return (await this.connection.run(listed)).map(eventFromColumns);
  }
}

class ConnectedEventWriter extends ConnectedEventReader implements EventWriter {
  async append(events: readonly EventRow[]): Promise<void> {
    for (const query of this.queries.append(events.map(eventColumns))) await this.connection.run(query);
  }
}

const eventColumns = (event: EventRow): EventsTable => ({
  aggregate_type: event.aggregate.type,
  aggregate_id: event.aggregate.id,
  sequence: event.sequence,
  type: event.type,
  resource_owner: event.resourceOwner,
  editor_id: event.editorId,
  face: event.face,
  time_us: event.timeUs,
  payload: JSON.stringify(event.payload),
  project_grant_id: event.projectGrantId ?? null,
});

const eventFromColumns = (columns: EventsTable): EventRow => ({
  aggregate: { type: columns.aggregate_type, id: columns.aggregate_id },
  sequence: columns.sequence,
  type: columns.type,
  resourceOwner:
    columns.aggregate_type === "instance" ? instanceId(columns.resource_owner) : orgId(columns.resource_owner),
  editorId: columns.editor_id,
  face: columns.face,
  timeUs: columns.time_us,
  payload: JSON.parse(columns.payload),
  ...(columns.project_grant_id === null ? {} : { projectGrantId: projectGrantId(columns.project_grant_id) }),
});
