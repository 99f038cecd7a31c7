import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { createMemoryCallCounts } from "./memory-call-counts.ts";
import { createThrottle, type FamilyThrottle, type Taking } from "./throttle.ts";

const { getMyOrg, getIAM } = ManagementService.method;
const secondUs = 1_000_000;

function createFamily(client: number, global: number) {
  let nowUs = 1_700_000_000 * secondUs;
  const counts = createMemoryCallCounts();
  const throttle = createThrottle({
    families: [{ name: "f", methods: [getMyOrg], limits: { client, global } }],
    counts,
    clock: () => nowUs,
  });
  const family: FamilyThrottle | undefined = throttle.find(getMyOrg);
  if (family === undefined) throw new Error("the family has no throttle");
  return {
    family,
    counts,
    nowUs: () => nowUs,
    pass(us: number) {
      nowUs += us;
    },
  };
}

type Step =
  | { readonly kind: "call"; readonly client: string }
  | { readonly kind: "end"; readonly index: number; readonly fails: boolean }
  | { readonly kind: "pass"; readonly us: number };

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("call" as const), client: fc.constantFrom("a", "b", "c") }) },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant("end" as const), index: fc.nat(9), fails: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("pass" as const), us: fc.nat(70 * secondUs) }) },
  ),
  { maxLength: 60 },
);

/** Plays the steps; answers what is under way at the end and when which client's calls succeeded. */
async function play({ family, nowUs, pass }: ReturnType<typeof createFamily>, played: readonly Step[]) {
  const underWay: { readonly client: string; readonly startUs: number; readonly taking: Taking }[] = [];
  const succeeded: { readonly client: string; readonly startUs: number }[] = [];
  for (const step of played) {
    switch (step.kind) {
      case "pass":
        pass(step.us);
        break;
      case "call": {
        const taking = await family.take(step.client);
        if (taking.kind === "taken") underWay.push({ client: step.client, startUs: nowUs(), taking });
        break;
      }
      case "end": {
        const [ended] = underWay.splice(step.index % Math.max(1, underWay.length), 1);
        if (ended === undefined) break;
        if (step.fails && ended.taking.kind === "taken") await ended.taking.giveBack();
        else succeeded.push(ended);
      }
    }
  }
  return { underWay, succeeded };
}

describe("createThrottle()", () => {
  it("keeps its word: after the named seconds a refused call passes, whatever was before", async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 6 }),
        async (played, own, all) => {
          const inTest = createFamily(own, all);
          await play(inTest, played);
          let taking = await inTest.family.take("a");
          while (taking.kind === "taken") taking = await inTest.family.take("a");
          expect(taking.retryAfterSeconds).toBeGreaterThanOrEqual(1);
          expect(taking.retryAfterSeconds).toBeLessThanOrEqual(60);
          inTest.pass(taking.retryAfterSeconds * secondUs);
          expect((await inTest.family.take("a")).kind).toBe("taken");
        },
      ),
    );
  });

  it("lets no more than the limit begin in a window, of one client and of all", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (played) => {
        const { succeeded } = await play(createFamily(3, 5), played);
        for (const [calls, limit] of [
          ...["a", "b", "c"].map((name) => [succeeded.filter(({ client }) => client === name), 3] as const),
          [succeeded, 5] as const,
        ]) {
          const startsUs = calls.map(({ startUs }) => startUs).toSorted((a, b) => a - b);
          // Two windows meet in any minute, so a minute can see twice the limit and no more.
          startsUs.forEach((startUs, index) => {
            const laterUs = startsUs[index + 2 * limit];
            if (laterUs !== undefined) expect(laterUs - startUs).toBeGreaterThanOrEqual(60 * secondUs);
          });
        }
      }),
    );
  });

  it("gives back what failed: when nothing succeeded, all of the budget is there", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (played) => {
        const inTest = createFamily(3, 5);
        const allFail = played.map((step) => (step.kind === "end" ? { ...step, fails: true } : step));
        const { underWay } = await play(inTest, allFail);
        for (const { taking } of underWay) if (taking.kind === "taken") await taking.giveBack();
        expect(inTest.counts.size).toBe(0);
        const taking = await inTest.family.take("a");
        expect(taking.budgets).toEqual([
          { policy: "f-client", limit: 3, remaining: 2, resetSeconds: 60 },
          { policy: "f-global", limit: 5, remaining: 4, resetSeconds: 60 },
        ]);
      }),
    );
  });

  it("takes nothing from either budget when one of them is used up", async () => {
    const { family } = createFamily(1, 2);
    await family.take("a");
    expect(await family.take("a")).toMatchObject({ kind: "refused", budgets: [{ remaining: 0 }, { remaining: 1 }] });
    expect((await family.take("b")).kind).toBe("taken");
    expect(await family.take("c")).toMatchObject({ kind: "refused", budgets: [{ remaining: 1 }, { remaining: 0 }] });
  });

  it("gives nothing back to a later window", async () => {
    const { family, pass } = createFamily(1, 9);
    const first = await family.take("a");
    pass(60 * secondUs);
    await family.take("a");
    if (first.kind === "taken") await first.giveBack();
    expect((await family.take("a")).kind).toBe("refused");
  });

  it("survives a clock that is set back", async () => {
    const { family, pass } = createFamily(1, 9);
    await family.take("a");
    pass(-3_600 * secondUs);
    expect((await family.take("a")).kind).toBe("taken");
    pass(-secondUs / 2);
    expect(await family.take("a")).toMatchObject({ kind: "refused", retryAfterSeconds: 61 });
  });

  it("keeps no more counts in memory than calls may be made in a minute, and one for the family", async () => {
    const { family, counts, pass } = createFamily(5, 100);
    for (let client = 0; client < 1_000; client++) await family.take(`client ${client}`);
    expect(counts.size).toBe(101);
    pass(60 * secondUs);
    await family.take("later");
    expect(counts.size).toBe(2);
  });

  const wrong = [
    { name: "an RPC in two families", families: [["a", getIAM] as const, ["b", getIAM] as const] },
    { name: "a name that no header can hold", families: [['a"', getIAM] as const] },
  ];
  for (const { name, families } of wrong) {
    it(`refuses ${name}`, () => {
      expect(() =>
        createThrottle({
          families: families.map(([family, method]) => ({
            name: family,
            methods: [method],
            limits: { client: 1, global: 1 },
          })),
          counts: createMemoryCallCounts(),
          clock: () => 0,
        }),
      ).toThrow(/route family/);
    });
  }
});
