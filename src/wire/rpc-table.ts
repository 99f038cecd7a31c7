import type { DescMethod } from "@bufbuild/protobuf";
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
  /** Whether this path is an RPC's, of any kind. */
  hasPath(path: string): boolean;
  /**
   * Connect's handler of an RPC; `undefined` where there is none. All of them are made when the first is asked for:
   * servers without streams need them for what is asked in the wrong way only, and making them is a part of a start.
   */
  findHandler(path: string): UniversalHandler | undefined;
}

/** What {@link createRpcTable} needs: Connect's router options, with the compressions named. */
export type RpcTableOptions = ConnectRouterOptions &
  Pick<UnaryMethodOptions, "acceptCompression" | "deadlines"> & {
    /** The gate of each RPC. Default: none has one. */
    readonly gateOf?: ((method: DescMethod) => UnaryMethodOptions["gate"]) | undefined;
  };

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
  const paths = new Set<string>();
  const registrations: ((connectRouter: ConnectRouter) => void)[] = [];
  let handlers: ReadonlyMap<string, UniversalHandler> | undefined;
  function createHandlers(): ReadonlyMap<string, UniversalHandler> {
    const connectRouter = createConnectRouter({ ...options, acceptCompression: [...options.acceptCompression] });
    for (const register of registrations) register(connectRouter);
    return new Map(connectRouter.handlers.map((handler) => [prefix + handler.requestPath, handler]));
  }
  function add(spec: MethodImplSpec, own: Partial<UniversalHandlerOptions> | undefined): void {
    const path = `${prefix}/${spec.method.parent.typeName}/${spec.method.name}`;
    paths.add(path);
    if (spec.kind !== "unary") return;
    // exactOptionalPropertyTypes: what the options leave undefined is left out by the spread's defaults.
    unary.set(
      path,
      createUnaryMethod(spec, { ...options, ...own, gate: options.gateOf?.(spec.method) } as UnaryMethodOptions),
    );
  }
  const router: ConnectRouter = {
    get handlers() {
      return [...createHandlers().values()];
    },
    service(service, implementation, own) {
      registrations.push((connectRouter) => connectRouter.service(service, implementation, own));
      for (const spec of Object.values(createServiceImplSpec(service, implementation).methods)) add(spec, own);
      return router;
    },
    rpc(method, implementation, own) {
      registrations.push((connectRouter) => connectRouter.rpc(method, implementation, own));
      add(createMethodImplSpec(method, implementation), own);
      return router;
    },
  };
  routes(router);
  return {
    unary,
    hasPath: (path) => paths.has(path),
    findHandler(path) {
      handlers ??= createHandlers();
      return handlers.get(path);
    },
  };
}
