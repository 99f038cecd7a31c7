import type { World } from "./world.ts";

/** One thing that must hold, whatever the client and the engine. */
export type Case = (world: World) => Promise<void>;

/** Cases about one RPC or one topic, by the sentence that says what must hold. */
export interface CaseGroup {
  readonly subject: string;
  readonly cases: Readonly<Record<string, Case>>;
}

/** A case for each row of a table; the row's name is put where the sentence says `$name`. */
export const casesOf = <Row extends { readonly name: string }>(
  sentence: string,
  rows: readonly Row[],
  run: (world: World, row: Row) => Promise<void>,
): Readonly<Record<string, Case>> =>
  Object.fromEntries(rows.map((row) => [sentence.replace("$name", row.name), (world: World) => run(world, row)]));
