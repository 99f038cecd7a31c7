import { randomUUID } from "node:crypto";
import { ConnectError, type Interceptor } from "@connectrpc/connect";
import { headerRequestId, requestIdKey } from "../auth/context.ts";

/** What is taken over from a caller: text that is harmless in a log line and in a header. */
const acceptedPattern = /^[\w.:/+=-]{1,128}$/;

/**
 * Gives every call an id: the caller's x-request-id if it is plain text of at most 128 characters, else a new UUID.
 * The answer carries it, errors included.
 */
export const createRequestIdInterceptor = (): Interceptor => (next) =>
  async function requestId(request) {
    const given = request.header.get(headerRequestId);
    const id = given !== null && acceptedPattern.test(given) ? given : randomUUID();
    request.contextValues.set(requestIdKey, id);
    try {
      const response = await next(request);
      response.header.set(headerRequestId, id);
      return response;
    } catch (error) {
      const connectError = ConnectError.from(error);
      connectError.metadata.set(headerRequestId, id);
      throw connectError;
    }
  };
