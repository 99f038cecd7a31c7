import { deepStrictEqual } from "node:assert";
import { equals, type MessageShape } from "@bufbuild/protobuf";
import { UpdateHumanProfileResponseSchema } from "../../gen/zitadel/management/v1/human_pb.ts";
import { createClient } from "../../test/support/clients/index.ts";
import {
  adminToken,
  answerAtOnce,
  answerAtOnceJson,
  profileUpdate,
  updateHumanProfile,
  userIdAtOnce,
} from "../corpus.ts";
import type { RunningServer } from "../lab.ts";
import type { FixedCall } from "../load/generators.ts";

/** Makes the update with grpc-js, which looks at `grpc-status`, and compares the answer with the one that is expected. */
export async function verifyGrpc({ url, orgId }: RunningServer): Promise<void> {
  const answer = await updateOnce(url, orgId, userIdAtOnce, "pip-1");
  if (!equals(UpdateHumanProfileResponseSchema, answer, answerAtOnce)) throw new Error(`${url} gave another answer`);
}

/** Makes an update with grpc-js that changes the user, and answers what came back. */
export async function updateOnce(
  url: string,
  orgId: string,
  userId: string,
  nickName: string,
): Promise<MessageShape<typeof UpdateHumanProfileResponseSchema>> {
  const client = createClient("grpc-js", url);
  try {
    const options = { token: adminToken, orgId };
    const result = await client.call(updateHumanProfile, profileUpdate(userId, nickName), options);
    if (result.ok === undefined) throw new Error(`${url} refused the call: ${result.error.message}`);
    return result.ok;
  } finally {
    client.close();
  }
}

/** Makes the call with fetch, and compares the answer with the one that is expected. */
export async function verifyJson({ url, path, method, headers, body }: FixedCall): Promise<void> {
  const response = await fetch(`${url}${path}`, { method, headers, body: String(body) });
  if (response.status !== 200) throw new Error(`${url}${path} answers ${response.status}: ${await response.text()}`);
  deepStrictEqual(await response.json(), answerAtOnceJson);
}
