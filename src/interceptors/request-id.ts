import { randomUUID } from "node:crypto";
import { ConnectError, type Interceptor } from "@connectrpc/connect";
import { headerRequestId, requestIdKey } from "../auth/context.ts";

/** What is taken over from a caller: printable ASCII, harmless in a header and, as log lines are JSON, in a log. */
const acceptedPattern = /^[ -~]{1,128}$/;

/** The caller's id of a call if it is printable ASCII of at most 128 characters, else a new UUID. */
export const chooseRequestId = (given: string | null): string =>
  given !== null && acceptedPattern.test(given) ? given : randomUUID();

/** Gives every call an id, as {@link chooseRequestId} says. The answer carries it, errors included. */
export const createRequestIdInterceptor = (): Interceptor => (next) =>
  async function requestId(request) {
    const id = chooseRequestId(request.header.get(headerRequestId));
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
