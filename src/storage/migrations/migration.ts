/** How the two engines' table definitions differ. All else is the same text. */
export interface Ddl {
  /** A text column that is compared and ordered by its UTF-8 bytes. */
  readonly text: string;
  /** What follows a table whose primary key is how it is read: such a table is stored in that order where possible. */
  readonly clustered: string;
}

/** One step of the schema. Once released, a migration never changes; a correction is a new one. */
export interface Migration {
  /** From 1, ascending. */
  readonly number: number;
  readonly name: string;
  /** The statements in order, each run by itself in the migration's transaction. */
  statements(ddl: Ddl): readonly string[];
}
