// Runs in a folder where the package is installed; see ../runners.test.ts.
const assert = require("node:assert/strict");
const test = require("node:test");
const { createRosterClient } = require("roster/client");
const { startRoster } = require("roster/testing");

test("calls a server by typed clients of both modules", async () => {
  const roster = await startRoster({ seed: { humans: { gigi: { firstName: "Gigi" } } } });
  const client = createRosterClient({ baseUrl: roster.url, token: roster.adminToken });
  const userId = roster.humans.gigi.id;
  assert.equal((await client.management.getHumanProfile({ userId })).profile.firstName, "Gigi");
  assert.equal((await roster.client.management.getHumanProfile({ userId })).profile.firstName, "Gigi");
  client.close();
  await roster.close();
});
