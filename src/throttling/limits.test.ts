import { describe, expect, it } from "vitest";
import { adjustLimits, type LimitsSetting } from "./limits.ts";

const families = [
  { name: "few", methods: [], limits: { client: 5, global: 50 } },
  { name: "many", methods: [], limits: { client: 25, global: 100 } },
];
const few = { client: 5, global: 50 };

describe("adjustLimits()", () => {
  const cases: readonly { readonly name: string; readonly setting: LimitsSetting; readonly want: object }[] = [
    { name: "documented", setting: "documented", want: { few, many: { client: 25, global: 100 } } },
    { name: "off", setting: "off", want: {} },
    {
      name: "x10",
      setting: { factor: 10, families: new Map() },
      want: { few: { client: 50, global: 500 }, many: { client: 250, global: 1_000 } },
    },
    {
      name: "x2,many=7/8",
      setting: { factor: 2, families: new Map([["many", { client: 7, global: 8 }]]) },
      want: { few: { client: 10, global: 100 }, many: { client: 7, global: 8 } },
    },
    { name: "many=off", setting: { factor: 1, families: new Map([["many", "off" as const]]) }, want: { few } },
  ];
  for (const { name, setting, want } of cases) {
    it(`understands ${name}`, () => {
      const adjusted = adjustLimits(families, setting);
      expect(Object.fromEntries(adjusted.map((family) => [family.name, family.limits]))).toEqual(want);
    });
  }

  it("tells a person which families there are when one is named that is not", () => {
    const setting = { factor: 1, families: new Map([["mny", "off" as const]]) };
    expect(() => adjustLimits(families, setting)).toThrow(
      expect.objectContaining({
        message: "The throttling setting names mny, but the families with limits are: few, many.",
        isForPeople: true,
      }),
    );
  });
});
