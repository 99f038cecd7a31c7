import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { type CallOptions, type CallResult, createClient } from "./clients/index.ts";

/** Makes one call as plain JSON over HTTP/1.1, on a connection of its own. */
export async function callOnce<Input extends DescMessage, Output extends DescMessage>(
  url: string,
  method: DescMethodUnary<Input, Output>,
  message: MessageInitShape<Input>,
  options: CallOptions = {},
): Promise<CallResult<MessageShape<Output>>> {
  const client = createClient("rest", url);
  try {
    return await client.call(method, message, options);
  } finally {
    client.close();
  }
}
