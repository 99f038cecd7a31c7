import { expect, it } from "vitest";

// Run by test/support/exit-code.test.ts alone.
it("fails", () => expect(1).toBe(2));
