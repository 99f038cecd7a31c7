import { describe, expect, it } from "vitest";
import { projectId } from "../storage/contract/index.ts";
import { uniteRoles } from "./effective-roles.ts";

const [one, two] = [projectId("1"), projectId("2")];

describe("uniteRoles()", () => {
  const cases = [
    { name: "nothing", grants: [], want: [] },
    { name: "a grant without roles", grants: [{ projectId: one, roleKeys: [] }], want: [] },
    {
      name: "grants on one project, each key once, where it first stands",
      grants: [
        { projectId: one, roleKeys: ["b", "a"] },
        { projectId: one, roleKeys: ["a", "c", "b"] },
      ],
      want: [[one, ["b", "a", "c"]]],
    },
    {
      name: "grants on two projects apart",
      grants: [
        { projectId: one, roleKeys: ["a"] },
        { projectId: two, roleKeys: ["a"] },
      ],
      want: [
        [one, ["a"]],
        [two, ["a"]],
      ],
    },
    {
      name: "keys that differ by case as two",
      grants: [{ projectId: one, roleKeys: ["a", "A"] }],
      want: [[one, ["a", "A"]]],
    },
  ];
  for (const { name, grants, want } of cases) {
    it(`unites ${name}`, () => expect([...uniteRoles(grants)]).toEqual(want));
  }
});
