import {
  type ConnectRouter,
  type ConnectRouterOptions,
  createConnectRouter,
  createMethodImplSpec,
  createServiceImplSpec,
  type MethodImplSpec,
} from "@connectrpc/connect";
import type { UniversalHandler, UniversalHandlerOptions } from "@connectrpc/connect/protocol";
import { createUnaryMethod, type UnaryMethod, type UnaryMethodOptions } from "./unary-method.ts";

/** The RPCs of one server, by their paths. */
export interface RpcTable {
  /** Those of one request and one answer. */
  readonly unary: ReadonlyMap<string, UnaryMethod>;
  /** Connect's handlers of all of them. */
  readonly handlers: ReadonlyMap<string, UniversalHandler>;
}

/** What {@link createRpcTable} needs: Connect's router options, with the compressions named. */
export type RpcTableOptions = ConnectRouterOptions & Pick<UnaryMethodOptions, "acceptCompression">;

/**
 * The RPCs that `routes` registers, as it would with Connect's own router, whose options and per-service options hold
 * here, too.
 *
 * @param prefix In front of every path. Default: none.
 */
export function createRpcTable(
  options: RpcTableOptions,
  routes: (router: ConnectRouter) => void,
  prefix = "",
): RpcTable {
  const unary = new Map<string, UnaryMethod>();
  const connectRouter = createConnectRouter({ ...options, acceptCompression: [...options.acceptCompression] });
  function add(spec: MethodImplSpec, own: Partial<UniversalHandlerOptions> | undefined): void {
    if (spec.kind !== "unary") return;
    const path = `${prefix}/${spec.method.parent.typeName}/${spec.method.name}`;
    // exactOptionalPropertyTypes: what the options leave undefined is left out by the spread's defaults.
    unary.set(path, createUnaryMethod(spec, { ...options, ...own } as UnaryMethodOptions));
  }
  const router: ConnectRouter = {
    handlers: connectRouter.handlers,
    service(service, implementation, own) {
      connectRouter.service(service, implementation, own);
      for (const spec of Object.values(createServiceImplSpec(service, implementation).methods)) add(spec, own);
      return router;
    },
    rpc(method, implementation, own) {
      connectRouter.rpc(method, implementation, own);
      add(createMethodImplSpec(method, implementation), own);
      return router;
    },
  };
  routes(router);
  const handlers = new Map(connectRouter.handlers.map((handler) => [prefix + handler.requestPath, handler]));
  return { unary, handlers };
}
