import type { HandlerContext } from "@connectrpc/connect";
import { type ErrorFamily, findAdobeError, toConnectError } from "./errors.ts";

type Handler = (request: never, context: HandlerContext) => Promise<unknown>;

/** The handlers with errors as this interface spells them. */
export function withErrorsOf<Handlers extends Readonly<Record<string, Handler>>>(
  family: ErrorFamily,
  handlers: Handlers,
): Handlers {
  const wrapped = Object.entries(handlers).map(([name, handler]) => [
    name,
    async (request: never, context: HandlerContext) => {
      try {
        return await handler(request, context);
      } catch (error) {
        const known = findAdobeError(error);
        throw known === undefined ? error : toConnectError(known, family);
      }
    },
  ]);
  // Each handler is wrapped in one with its own parameters and result.
  return Object.fromEntries(wrapped) as Handlers;
}
