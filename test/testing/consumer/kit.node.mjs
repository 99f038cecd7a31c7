// Runs in a folder where the package is installed; see ../runners.test.ts.
import assert from "node:assert/strict";
import test, { after } from "node:test";
import { isRosterError, rosterErrorOf } from "roster/client";
import { startRoster } from "roster/testing";

const roster = await startRoster({ seed: { humans: { gigi: { firstName: "Gigi" } } } });
after(() => roster.close());

test("calls a server by its typed client", async () => {
  const { profile } = await roster.client.management.getHumanProfile({ userId: roster.humans.gigi.id });
  assert.equal(profile.firstName, "Gigi");
});

test("knows errors of either module by their ids", async () => {
  const client = roster.createClient({ token: roster.adminToken, protocol: "connect" });
  await assert.rejects(client.management.getUserByID({ id: "404" }), (error) => {
    assert.ok(isRosterError(error, "QUERY-Dfbg2"));
    assert.equal(rosterErrorOf(error)?.id, "QUERY-Dfbg2");
    return true;
  });
});
