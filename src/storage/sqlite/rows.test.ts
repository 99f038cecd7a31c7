import { DatabaseSync } from "@photostructure/sqlite";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { prepareRead } from "./rows.ts";

const database = new DatabaseSync(":memory:");
database.exec("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT, size BIGINT)");
afterAll(() => database.close());
beforeEach(() => database.exec("DELETE FROM things"));

const insert = database.prepare("INSERT INTO things (name, size) VALUES (?, ?)");
/** What can be stored: any text without U+0000, numbers that JavaScript counts exactly. */
const things = fc.array(
  fc.tuple(
    fc.option(fc.string({ unit: "binary" }).filter((text) => !text.includes("\0"))),
    fc.option(fc.maxSafeInteger()),
  ),
  { maxLength: 20 },
);

describe("prepareRead()", () => {
  it.each([
    "select * from things order by name desc, id limit ? offset ?",
    "select name as n, id from things order by size, id desc LIMIT ? OFFSET ?",
    "select one.id, other.name from things as one, things as other order by other.name, one.id limit ? offset ?",
    "select total.total, page.* from (select count(*) as total from things) as total left join (select * from things order by name limit ? offset ?) as page on 1 = 1 order by page.name desc, page.id",
    "with small as (select * from things where size < 0) select id, size from small order by id desc limit ? offset ?",
    // Not of one text: JSON that would not be quoted, a name twice, a name that is an expression.
    "select name, json_array(size) as sizes from things order by id limit ? offset ?",
    "select id, name as id from things order by things.id limit ? offset ?",
    "select id, size + 1 from things order by id limit ? offset ?",
  ])("answers the very rows that the driver answers, in their order: %s", (sql) => {
    const read = prepareRead(database, sql);
    const asDriver = database.prepare(sql);
    const page = fc.tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(things, page, (rows, parameters) => {
        database.exec("DELETE FROM things");
        for (const row of rows) insert.run(...row);
        expect(read(parameters)).toEqual(asDriver.all(...parameters).map((row: object) => ({ ...row })));
      }),
    );
  });

  it("answers no rows where there are none", () => {
    expect(prepareRead(database, "select * from things limit ?")([10])).toEqual([]);
    expect(prepareRead(database, "select * from things")([])).toEqual([]);
  });

  it("says what is wrong with the statement that was given", () => {
    expect(() => prepareRead(database, "select nowhere from things limit 1")).toThrow("no such column: nowhere");
  });
});
