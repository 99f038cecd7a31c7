import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BuiltPrograms, ProgramName } from "../build.ts";
import { runPrinting, runReporting } from "../child.ts";
import { hasProgram, type Pinning } from "../pinning.ts";
import type { CallHeaders } from "./grpc-connection.ts";
import type { OverloadPlan, OverloadResult } from "./overload.ts";
import type { LoadPlan, LoadResult } from "./plan.ts";

/** One call over and over: what h2load and wrk can do. */
export interface FixedCall {
  readonly url: string;
  readonly path: string;
  readonly method: "POST" | "PUT";
  readonly headers: CallHeaders;
  readonly body: Uint8Array | string;
  /** Length of the right answer's body; gRPC's errors have none and the status 200. */
  readonly answerLength: number;
}

/** How long and how hard one measurement is. */
export interface Effort {
  readonly connections: number;
  readonly perConnection: number;
  readonly warmUpMs: number;
  readonly durationMs: number;
}

/** Says which of the programs are missing that make calls best; the answers are for a person. */
export const findMissingGenerators = (): readonly string[] =>
  [
    { program: "h2load", debianPackage: "nghttp2-client" },
    { program: "wrk", debianPackage: "wrk" },
  ]
    .filter(({ program }) => !hasProgram(program))
    .map(
      ({ program, debianPackage }) =>
        `${program} is missing (Debian: ${debianPackage}): the Node client of bench/load/ is used in its place, and figures differ`,
    );

/** What makes calls. */
export interface LoadGenerators {
  /** Runs a plan in the load program. */
  run(plan: LoadPlan): Promise<LoadResult>;
  /** Runs a plan in the overload program. */
  overload(plan: OverloadPlan): Promise<OverloadResult>;
  /** gRPC calls a second: by h2load, or the load program where it is missing. */
  grpc(call: FixedCall, effort: Effort): Promise<number>;
  /** HTTP/1.1 calls a second, one at a time on each connection: by wrk, or the load program where it is missing. */
  http1(call: FixedCall, effort: Effort): Promise<number>;
}

/** The generators that this machine has; `folder` takes their files. */
export function createLoadGenerators(programs: BuiltPrograms, pinning: Pinning, folder: string): LoadGenerators {
  const hasH2load = hasProgram("h2load");
  const hasWrk = hasProgram("wrk");
  const report = <Result>(name: ProgramName, plan: unknown) =>
    runReporting<Result>(pinning.load([process.execPath, programs.program(name), JSON.stringify(plan)]));
  const run = (plan: LoadPlan) => report<LoadResult>("load", plan);
  return {
    run,
    overload: (plan) => report<OverloadResult>("overload", plan),
    async grpc(call, effort) {
      if (hasH2load) return runH2load(pinning, folder, call, effort);
      return (await run({ url: call.url, headers: call.headers, work: { kind: "update-at-once" }, ...effort }))
        .perSecond;
    },
    async http1(call, effort) {
      if (hasWrk) return runWrk(pinning, folder, call, effort);
      const { url, headers, method, path, body } = call;
      return (await run({ url, headers, work: { kind: "http1", method, path, body: String(body) }, ...effort }))
        .perSecond;
    },
  };
}

async function runH2load(pinning: Pinning, folder: string, call: FixedCall, effort: Effort): Promise<number> {
  const bodyFile = join(folder, "h2load.body");
  writeFileSync(bodyFile, call.body);
  const headers = Object.entries(call.headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const output = await runPrinting(
    pinning.load([
      ...["h2load", "-t", "1", "-c", String(effort.connections), "-m", String(effort.perConnection)],
      ...["-D", seconds(effort.durationMs), "--warm-up-time", seconds(effort.warmUpMs)],
      ...["-d", bodyFile, "-H", "te: trailers", "-H", "content-type: application/grpc+proto", ...headers],
      `${call.url}${call.path}`,
    ]),
  );
  return readH2load(output, call.answerLength, effort.connections * effort.perConnection);
}

/** h2load takes whole seconds only up to a point: below one, its timers are in milliseconds. */
const seconds = (durationMs: number): string =>
  durationMs % 1_000 === 0 ? `${durationMs / 1_000}` : `${durationMs}ms`;

/**
 * The rate that h2load printed. Throws when a call failed, or when there are fewer bytes of answers than calls have: a
 * gRPC error has the status 200 and no body. h2load counts a call's parts each when they come, so at the edges of its
 * time there may be parts missing of as many calls as were under way.
 */
export function readH2load(output: string, answerLength: number, callsUnderWay: number): number {
  const rate = Number(/finished in .*?, ([\d.]+) req\/s/.exec(output)?.[1]);
  const counts = /(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout/.exec(output)?.slice(1) ?? [];
  const [succeeded = 0, ...bad] = counts.map(Number);
  const [good = 0, ...badStatuses] =
    /status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx/.exec(output)?.slice(1).map(Number) ?? [];
  const dataBytes = Number(/\((\d+)\) data/.exec(output)?.[1]);
  const least = succeeded - callsUnderWay;
  const hasFailed = [...bad, ...badStatuses].some((count) => count > 0);
  if (!(rate > 0) || hasFailed || good < least || !(dataBytes >= least * answerLength)) {
    throw new Error(`calls of h2load failed:\n${output}`);
  }
  return rate;
}

async function runWrk(pinning: Pinning, folder: string, call: FixedCall, effort: Effort): Promise<number> {
  const script = join(folder, "wrk.lua");
  const headers = Object.entries(call.headers).map(([name, value]) => `wrk.headers[${lua(name)}] = ${lua(value)}\n`);
  writeFileSync(script, `wrk.method = ${lua(call.method)}\nwrk.body = ${lua(String(call.body))}\n${headers.join("")}`);
  const connections = effort.connections * effort.perConnection;
  const measure = (durationMs: number) =>
    runPrinting(
      pinning.load([
        ...["wrk", "-t", "1", "-c", String(connections), "-d", `${Math.max(1, Math.ceil(durationMs / 1_000))}s`],
        // A call that waits long is slow and no failure.
        ...["--timeout", "30s", "-s", script, `${call.url}${call.path}`],
      ]),
    );
  if (effort.warmUpMs > 0) await measure(effort.warmUpMs);
  return readWrk(await measure(effort.durationMs), call.answerLength);
}

const lua = (text: string): string => JSON.stringify(text);

/** The rate that wrk printed. Throws when an answer was not the right one. */
export function readWrk(output: string, answerLength: number): number {
  const rate = Number(/Requests\/sec: +([\d.]+)/.exec(output)?.[1]);
  const [calls, kind] = /(\d+) requests in [^,]+, ([\d.]+[KMG]?B) read/.exec(output)?.slice(1) ?? [];
  const isShort = Number(calls) * answerLength > toBytes(kind ?? "0B");
  if (!(rate > 0) || isShort || /Non-2xx|Socket errors/.test(output))
    throw new Error(`calls of wrk failed:\n${output}`);
  return rate;
}

const factors: Readonly<Record<string, number>> = { B: 1, KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30 };

function toBytes(text: string): number {
  const [, count, unit = "B"] = /^([\d.]+)([KMG]?B)$/.exec(text) ?? [];
  // wrk rounds to two places.
  return Number(count) * (factors[unit] ?? 1) * 1.01;
}
