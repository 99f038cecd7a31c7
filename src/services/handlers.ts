import type { ConnectError, HandlerContext } from "@connectrpc/connect";

type Handler = (request: never, context: HandlerContext) => Promise<unknown>;

/** The handlers with their errors as an interface shows them; those that it does not know pass as they are. */
export function withErrors<Handlers extends Readonly<Record<string, Handler>>>(
  handlers: Handlers,
  findShown: (error: unknown) => ConnectError | undefined,
): Handlers {
  const wrapped = Object.entries(handlers).map(([name, handler]) => [
    name,
    async (request: never, context: HandlerContext) => {
      try {
        return await handler(request, context);
      } catch (error) {
        throw findShown(error) ?? error;
      }
    },
  ]);
  // Each handler is wrapped in one with its own parameters and result.
  return Object.fromEntries(wrapped) as Handlers;
}
