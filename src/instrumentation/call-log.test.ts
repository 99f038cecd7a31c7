import fc from "fast-check";
import { expect, it } from "vitest";
import { type CallLine, toMembers } from "./call-log.ts";

it("toMembers() is the JSON of the line", () => {
  const texts = fc.string({ unit: "binary" });
  const lines = fc.record({
    requestId: texts,
    method: fc.constant("zitadel.management.v1.ManagementService/GetMyOrg"),
    face: fc.constantFrom("zitadel", "adobe"),
    protocol: fc.constantFrom("grpc", "grpc-web", "connect", "rest"),
    code: fc.constantFrom("ok", "not_found"),
    status: fc.integer({ min: 0, max: 599 }),
    durationMs: fc.nat().map((us) => us / 1000),
    userId: texts,
    orgId: texts,
    traceId: fc.constantFrom(undefined, "4bf92f3577b34da6a3ce929d0e0e4736"),
  });
  fc.assert(
    fc.property(lines, (line: CallLine) => {
      expect(`{${toMembers(line).slice(1)}}`).toBe(JSON.stringify(line));
    }),
  );
});
