import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorDetailSchema } from "@zitadel/proto/zitadel/message_pb.js";
import { expect } from "vitest";

/** The error of a call that must fail. */
export async function errorOf(call: Promise<unknown>): Promise<ConnectError> {
  const outcome = await call.then(
    () => "an answer",
    (error: unknown) => error,
  );
  return outcome instanceof ConnectError ? outcome : expect.fail(`expected a ConnectError, got ${outcome}`);
}

/** Checks that a call fails with this code, and with this id in the detail that the published schema reads. */
export async function expectRefusal(call: Promise<unknown>, code: keyof typeof Code, id: string): Promise<void> {
  const error = await errorOf(call);
  const [detail] = error.findDetails(ErrorDetailSchema);
  expect({ code: Code[error.code], id: detail?.id }).toEqual({ code, id });
}
