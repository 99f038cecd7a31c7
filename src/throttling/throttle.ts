import type { DescMethod } from "@bufbuild/protobuf";
import type { Clock } from "../directory/clock.ts";
import type { CallCountRow } from "../storage/contract/index.ts";
import type { CallCounts, CountChange } from "./call-counts.ts";
import type { RouteFamily } from "./route-family.ts";
import { addCall, type Budget, type BudgetState, countAt, removeCall, secondsLeft, stateOf } from "./window.ts";

/** What throttling needs. */
export interface ThrottleOptions {
  /** With the limits that are to be enforced. */
  readonly families: readonly RouteFamily[];
  readonly counts: CallCounts;
  readonly clock: Clock;
  /** Told of each attempt to take a call, for who counts them. Default: nobody is told. */
  readonly onTaking?: ((family: string, kind: Taking["kind"]) => void) | undefined;
}

/** Limits how many calls succeed in a minute. */
export interface Throttle {
  /** How calls of this RPC are limited; `undefined` when they are not, and then there is nothing to do for them. */
  find(method: DescMethod): FamilyThrottle | undefined;
}

/** Limits the calls of one family. */
export interface FamilyThrottle {
  /**
   * Takes one call from the client's budget and one from that of all clients, or none from either. It is taken before
   * the call runs, so that calls at the same time cannot take the same one; a call that then fails gives it back.
   */
  take(client: string): Promise<Taking>;
}

/** Whether a call may run, and what is left for others. The client's budget comes first. */
export type Taking =
  | {
      readonly kind: "taken";
      readonly budgets: readonly BudgetState[];
      /** Undoes the taking, once; answers what is left then. */
      giveBack(): Promise<readonly BudgetState[]>;
    }
  | {
      readonly kind: "refused";
      readonly budgets: readonly BudgetState[];
      /** After so long there is room again, at least 1; sooner when calls that are under way fail. */
      readonly retryAfterSeconds: number;
    };

/** The throttle of these families. Throws when an RPC is in two of them, or a name cannot stand in a header. */
export function createThrottle(options: ThrottleOptions): Throttle {
  const byMethod = new Map<DescMethod, FamilyThrottle>();
  for (const family of options.families) {
    if (!/^[a-z][a-z0-9-]*$/.test(family.name)) throw new Error(`${family.name} cannot be the name of a route family`);
    const throttle = createFamilyThrottle(family, options);
    for (const method of family.methods) {
      if (byMethod.has(method)) throw new Error(`${method.name} is in more than one route family`);
      byMethod.set(method, throttle);
    }
  }
  return { find: (method) => byMethod.get(method) };
}

function createFamilyThrottle(
  { name, limits }: RouteFamily,
  { counts, clock, onTaking }: ThrottleOptions,
): FamilyThrottle {
  const all: Budget = { name: `${name}/global`, policy: `${name}-global`, limit: limits.global };
  return {
    async take(client) {
      const budgets = [{ name: `${name}/client/${client}`, policy: `${name}-client`, limit: limits.client }, all];
      const taking = await takeFrom(budgets, counts, clock);
      onTaking?.(name, taking.kind);
      return taking;
    },
  };
}

/** The counts after an attempt to take a call, and how long to wait when it was refused. */
interface Attempt {
  readonly rows: readonly CallCountRow[];
  readonly retryAfterSeconds: number | undefined;
}

async function takeFrom(budgets: readonly Budget[], counts: CallCounts, clock: Clock): Promise<Taking> {
  const nowUs = clock();
  const names = budgets.map(({ name }) => name);
  const { rows, retryAfterSeconds } = await counts.change(names, nowUs, (found): CountChange<Attempt> => {
    const current = found.map((count) => countAt(count, nowUs));
    const full = current.filter((count, index) => count.callCount >= (budgets[index]?.limit ?? 0));
    if (full.length > 0) {
      const retryAfterSeconds = Math.max(...full.map((count) => secondsLeft(count, nowUs)));
      return { rows: [], result: { rows: current, retryAfterSeconds } };
    }
    const rows = current.map(addCall);
    return { rows, result: { rows, retryAfterSeconds: undefined } };
  });
  const states = statesOf(budgets, rows, nowUs);
  if (retryAfterSeconds !== undefined) return { kind: "refused", budgets: states, retryAfterSeconds };
  return { kind: "taken", budgets: states, giveBack: () => giveBackTo(budgets, rows, counts, clock) };
}

async function giveBackTo(
  budgets: readonly Budget[],
  taken: readonly CallCountRow[],
  counts: CallCounts,
  clock: Clock,
): Promise<readonly BudgetState[]> {
  const nowUs = clock();
  const names = budgets.map(({ name }) => name);
  const left = await counts.change(names, nowUs, (found) => {
    const rows = found.map((count, index) => removeCall(count, taken[index] ?? count));
    return { rows: rows.filter((row, index) => row !== found[index]), result: rows };
  });
  return statesOf(
    budgets,
    left.map((count) => countAt(count, nowUs)),
    nowUs,
  );
}

const statesOf = (budgets: readonly Budget[], rows: readonly CallCountRow[], nowUs: number): readonly BudgetState[] =>
  budgets.flatMap((budget, index) => {
    const row = rows[index];
    return row === undefined ? [] : [stateOf(budget, row, nowUs)];
  });
