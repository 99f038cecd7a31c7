// Runs in a folder where the package is installed; see ../runners.test.ts.
import { isRosterError } from "roster/client";
import { startRoster } from "roster/testing";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";

let roster;
beforeAll(async () => {
  roster = await startRoster({ seed: { humans: { gigi: { firstName: "Gigi" } } } });
});
afterEach(() => roster.reset());
afterAll(() => roster.close());

test("calls a server by its typed client", async () => {
  const { management } = roster.client;
  const { profile } = await management.getHumanProfile({ userId: roster.humans.gigi.id });
  expect(profile.firstName).toBe("Gigi");
  const error = await management.getUserByID({ id: "404" }).catch((thrown) => thrown);
  expect(isRosterError(error, "QUERY-Dfbg2")).toBe(true);
});
