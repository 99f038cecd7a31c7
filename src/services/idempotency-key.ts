import { type Message, toBinary } from "@bufbuild/protobuf";
import type { HandlerContext } from "@connectrpc/connect";
import { callerOf, headerRequestId } from "../auth/context.ts";
import { createIdempotencyKey, type IdempotencyKey } from "../directory/idempotency.ts";

/**
 * The key under which the answer to this call is kept for its repeats: of the caller, the RPC, the caller's x-request-id
 * and the request. `undefined` without that header: the id that the server makes up is no other call's.
 */
export function idempotencyKeyOf(context: HandlerContext, request: Message): IdempotencyKey | undefined {
  const requestId = context.requestHeader.get(headerRequestId);
  if (requestId === null || requestId === "") return undefined;
  return createIdempotencyKey({
    userId: callerOf(context).userId,
    rpc: `${context.service.typeName}/${context.method.name}`,
    requestId,
    request: toBinary(context.method.input, request),
  });
}
