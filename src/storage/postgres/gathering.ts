import process from "node:process";
import type { Connection, Query } from "../connection.ts";
import { commonText, type Mergeable, type MergedRow, mergeQueries } from "./merged-query.ts";

/** A connection that commands share which run at the same time. */
export interface Gathering {
  /** The connection of one of the commands. Its statements keep their order; those of others come in between. */
  forCommand(): Connection;
}

interface Pending {
  readonly query: Query;
  readonly succeed: (rows: readonly unknown[]) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Sends what the commands of a batch want in one turn of the event loop together, and statements of one text as one:
 * nearly all commands of a busy server are of a few kinds, and a statement costs Node as much for one row as for thirty.
 * Which of them may be one is said where they are made (`Query.merge`).
 *
 * When a merged statement fails, it fails for all: the transaction is lost to every command anyway.
 */
export function createGathering(connection: Connection): Gathering {
  const queues: Pending[][] = [];
  let isScheduled = false;

  function flush(): void {
    isScheduled = false;
    // The first of each command, then the second of each: so every command's order stays.
    for (;;) {
      const layer = queues.flatMap((queue) => queue.shift() ?? []);
      if (layer.length === 0) return;
      for (const group of groupByText(layer)) send(connection, group);
    }
  }

  return {
    forCommand() {
      const queue: Pending[] = [];
      queues.push(queue);
      return {
        run: <Row>(query: Query<Row>) =>
          new Promise<readonly Row[]>((resolve, fail) => {
            // The query's type says what its rows are.
            queue.push({ query, succeed: (rows) => resolve(rows as readonly Row[]), fail });
            if (isScheduled) return;
            isScheduled = true;
            // After all that goes on at once, in whatever number of promises.
            process.nextTick(flush);
          }),
      };
    },
  };
}

function groupByText(layer: readonly Pending[]): Iterable<readonly Pending[]> {
  const groups = new Map<unknown, Pending[]>();
  for (const pending of layer) {
    // What is not to be merged is a group of its own.
    const key = isMergeable(pending.query) ? commonText(pending.query) : pending;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [pending]);
    else group.push(pending);
  }
  return groups.values();
}

function send(connection: Connection, group: readonly Pending[]): void {
  const merged = group.length === 1 ? undefined : mergeQueries(group.map(({ query }) => query).filter(isMergeable));
  if (merged === undefined) {
    for (const { query, succeed, fail } of group) connection.run(query).then(succeed, fail);
    return;
  }
  connection.run(merged).then(
    (rows) => {
      const byIndex = splitRows(rows, group.length);
      for (const [index, { succeed }] of group.entries()) succeed(byIndex[index] ?? []);
    },
    (error: unknown) => {
      for (const { fail } of group) fail(error);
    },
  );
}

const isMergeable = (query: Query): query is Mergeable => query.merge !== undefined;

function splitRows(rows: readonly MergedRow[], count: number): readonly MergedRow[][] {
  const byIndex = Array.from({ length: count }, (): MergedRow[] => []);
  for (const row of rows) byIndex[row.merged_index]?.push(row);
  return byIndex;
}
