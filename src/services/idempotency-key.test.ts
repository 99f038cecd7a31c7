import { createClient, createRouterTransport } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { callerKey } from "../auth/context.ts";
import { orgId, userId } from "../storage/contract/index.ts";
import { idempotencyKeyOf } from "./idempotency-key.ts";

/** The key that a handler finds for a call of this user. */
async function keyOf(user: string, id: string, headers: Record<string, string>): Promise<string | undefined> {
  let key: string | undefined;
  const transport = createRouterTransport(({ service }) => {
    service(ManagementService, {
      lockUser(request, context) {
        const caller = { userId: userId(user), orgId: orgId("2"), face: "test", permissions: "all" } as const;
        context.values.set(callerKey, caller);
        key = idempotencyKeyOf(context, request);
        return {};
      },
    });
  });
  await createClient(ManagementService, transport).lockUser({ id }, { headers });
  return key;
}

describe("idempotencyKeyOf()", () => {
  const header = { "x-request-id": "one" };

  it("is the same for a repeat", async () => {
    const key = await keyOf("1", "7", header);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(await keyOf("1", "7", header)).toBe(key);
  });

  it("is another for another caller, request or id", async () => {
    const keys = [
      await keyOf("1", "7", header),
      await keyOf("2", "7", header),
      await keyOf("1", "8", header),
      await keyOf("1", "7", { "x-request-id": "two" }),
    ];
    expect(new Set(keys).size).toBe(4);
  });

  it("is none without the header, or with an empty one", async () => {
    expect(await keyOf("1", "7", {})).toBeUndefined();
    expect(await keyOf("1", "7", { "x-request-id": "" })).toBeUndefined();
  });
});
