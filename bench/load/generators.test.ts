import { describe, expect, it } from "vitest";
import { readH2load, readWrk } from "./generators.ts";

const h2load = (changes: Readonly<Record<string, string>> = {}): string =>
  Object.entries(changes).reduce(
    (text, [from, to]) => text.replace(from, to),
    `finished in 2.08s, 5000.50 req/s, 20.22KB/s
requests: 10000 total, 10000 started, 10000 done, 10000 succeeded, 0 failed, 0 errored, 0 timeout
status codes: 9990 2xx, 0 3xx, 0 4xx, 0 5xx
traffic: 1.22MB (1220707) total, 14.18KB (14518) headers (space savings 80.06%), 441KB (450000) data`,
  );

describe("readH2load()", () => {
  it("answers the rate", () => expect(readH2load(h2load(), 45, 128)).toBe(5000.5));

  const bad = [
    { name: "a call that failed", changes: { "0 failed": "1 failed" } },
    { name: "a call that timed out", changes: { "0 timeout": "1 timeout" } },
    { name: "a status that is no success", changes: { "0 5xx": "1 5xx" } },
    { name: "answers without a message, as gRPC's errors are", changes: { "(450000) data": "(0) data" } },
    { name: "no call at all", changes: { "5000.50": "0.00" } },
  ];
  for (const { name, changes } of bad) {
    it(`refuses ${name}`, () => expect(() => readH2load(h2load(changes), 45, 128)).toThrow(/calls of h2load failed/));
  }
});

const wrk = (rate: string, more = "", read = "4.53MB"): string =>
  `  22930 requests in 2.00s, ${read} read\n${more}Requests/sec:  ${rate}\nTransfer/sec:      2.26MB\n`;

describe("readWrk()", () => {
  it("answers the rate", () => expect(readWrk(wrk("11456.20"), 130)).toBe(11456.2));

  const bad = [
    { name: "a status that is no success", output: wrk("11456.20", "  Non-2xx or 3xx responses: 3\n") },
    {
      name: "a broken connection",
      output: wrk("11456.20", "  Socket errors: connect 0, read 1, write 0, timeout 0\n"),
    },
    { name: "answers that are too short", output: wrk("11456.20", "", "1.53MB") },
    { name: "no call at all", output: wrk("0.00") },
  ];
  for (const { name, output } of bad) {
    it(`refuses ${name}`, () => expect(() => readWrk(output, 130)).toThrow(/calls of wrk failed/));
  }
});
