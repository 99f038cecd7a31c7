// A company's first week with the directory, through ZITADEL's published clients and their own descriptors.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sqliteEngine } from "../support/engines.ts";
import { failOnLeaks } from "../support/leaks.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { humans } from "./humans.ts";
import { machines } from "./machines.ts";
import { members } from "./members.ts";
import { metadata } from "./metadata.ts";
import { organizations } from "./organizations.ts";
import { projectGrants, projects } from "./projects.ts";
import { refusals } from "./refusals.ts";
import { self } from "./self.ts";
import { userGrants } from "./user-grants.ts";
import { userV2 } from "./user-v2.ts";
import { startWeek, type Week } from "./week.ts";
import { type OpenWire, wires } from "./wires.ts";

const chapters = [
  organizations,
  humans,
  machines,
  metadata,
  projects,
  projectGrants,
  members,
  userGrants,
  self,
  userV2,
  refusals,
];

/** How many RPCs the week succeeds with at least, of 156 that can. */
const leastRpcs = 150;

failOnLeaks();

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer(sqliteEngine);
});
afterAll(() => server?.close());

describe.each(wires)("a company's first week, over $name", ({ open }) => {
  let wire: OpenWire;
  let week: Week;
  beforeAll(async () => {
    wire = open(server.url);
    week = await startWeek(server, wire);
  });
  afterAll(() => wire?.close());

  for (const chapter of chapters) chapter(() => week);

  it(`takes ${leastRpcs} RPCs at least`, () => expect(wire.answeredRpcs.size).toBeGreaterThanOrEqual(leastRpcs));
});
