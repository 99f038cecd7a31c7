import type { DescMessage, DescMethodUnary, MessageInitShape } from "@bufbuild/protobuf";
import { expect } from "vitest";
import type { ErrorName } from "../../src/directory/errors.ts";
import { type Client, createClient } from "../support/clients/index.ts";
import { expectRefusal } from "./expect.ts";
import type { OrgInTest } from "./org-in-test.ts";
import type { World } from "./world.ts";

/** How many clients call at once. */
export const callers = 64;

/** Runs the function once for each of 64 clients at the same time, each on a connection of its own. */
export async function atOnce<Result>(
  world: World,
  run: (client: Client, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const clients = Array.from({ length: callers }, () => createClient(world.client.name, world.server.url));
  try {
    return await Promise.all(clients.map(run));
  } finally {
    for (const client of clients) client.close();
  }
}

/**
 * Makes the administrator's call for the organization 64 times at once, with `messageOf(index)`, and checks that one
 * succeeds and that all others are refused with this error.
 */
export async function expectOneWinner<Input extends DescMessage, Output extends DescMessage>(
  world: World,
  org: Pick<OrgInTest, "id">,
  method: DescMethodUnary<Input, Output>,
  messageOf: (index: number) => MessageInitShape<Input>,
  refusal: ErrorName,
): Promise<void> {
  const options = { token: world.server.adminToken, orgId: org.id };
  const results = await atOnce(world, (client, index) => client.call(method, messageOf(index), options));
  const refused = results.filter(({ error }) => error !== undefined);
  expect(refused).toHaveLength(callers - 1);
  for (const result of refused) expectRefusal(result, refusal);
}
