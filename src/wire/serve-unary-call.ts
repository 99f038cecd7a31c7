import { Code, ConnectError, type ContextValues } from "@connectrpc/connect";
import { toShownError } from "../transcoding/index.ts";
import type { UnaryCodec } from "./codecs/unary-codec.ts";
import type { Exchange } from "./exchange.ts";
import type { WireHooks } from "./observer.ts";
import { assertTimeout } from "./timeout.ts";
import { UnaryCall } from "./unary-call.ts";
import type { UnaryMethod } from "./unary-method.ts";

const nothing = Buffer.alloc(0);

/**
 * Serves one unary call from its headers to its answer. Never rejects.
 *
 * - The answer goes out when the handler answers or the deadline passes, whichever comes first.
 * - The signal of the call is aborted when the caller goes away, and at the end of the call.
 */
export async function serveUnaryCall(
  exchange: Exchange,
  method: UnaryMethod,
  codec: UnaryCodec,
  { onError, observer }: WireHooks,
  values?: ContextValues,
): Promise<void> {
  const call = new UnaryCall(exchange, method.spec, codec.protocolName, values);
  if (observer !== undefined) call.observe(observer);
  exchange.onGone(() => {
    call.abort(new ConnectError("The caller went away", Code.Canceled));
    call.end(Code.Canceled);
  });
  const fail = (error: unknown) => sendError(call, method, codec, error, onError);
  try {
    const timeoutMs = codec.readTimeoutMs(exchange);
    if (timeoutMs !== undefined) {
      assertTimeout(timeoutMs, method.maxTimeoutMs);
      call.startDeadline(timeoutMs, fail);
    }
    const collector = codec.createCollector(exchange, method);
    const body = collector === undefined ? nothing : await exchange.readBody(collector);
    call.requestBytes = body.length;
    const read = codec.readMessage(exchange, method, body);
    const message = read instanceof Promise ? await read : read;
    if (call.isAnswered) return;
    const response = await method.invoke(call.toRequest(message));
    if (call.isAnswered) return;
    const sent = codec.sendAnswer(call, method, response);
    call.isAnswered = true;
    if (sent !== undefined) await sent;
    call.end(undefined);
  } catch (error) {
    fail(error);
  } finally {
    call.abort(undefined);
  }
}

function sendError(
  call: UnaryCall,
  method: UnaryMethod,
  codec: UnaryCodec,
  thrown: unknown,
  onError: (error: unknown) => void,
): void {
  if (call.isAnswered && call.exchange.isOver) return;
  call.isAnswered = true;
  try {
    const error = toShownError(thrown);
    codec.sendError(call, method, error);
    call.end(error.code);
  } catch (unwritable) {
    // What cannot be written is a header or a detail of the error: the caller still gets an answer, without them.
    onError(unwritable);
    const bare = new UnaryCall(call.exchange, call.spec, call.protocolName);
    const error = toShownError(undefined);
    codec.sendError(bare, method, error);
    call.end(error.code);
  }
}
