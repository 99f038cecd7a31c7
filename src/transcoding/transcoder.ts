import type { DescMethod, DescService, Message, Registry } from "@bufbuild/protobuf";
import type { ConnectError } from "@connectrpc/connect";
import type { HttpRule } from "../../gen/google/api/http_pb.ts";
import { createDialect, createStatusRenderer, type Dialect } from "./dialect.ts";
import { createDialectFinder } from "./dialect-by-path.ts";
import { renderError } from "./error-response.ts";
import type { HttpBinding } from "./http-binding.ts";
import { createMethodNotAllowed, createRouteNotFound } from "./http-error.ts";
import type { HttpResponse } from "./http-response.ts";
import { createInvalidArgument } from "./invalid-argument.ts";
import { createJsonCodec } from "./json-codec.ts";
import type { MultiSegmentDecoding } from "./percent-encoding.ts";
import { parseRequestTarget, splitPath } from "./request-target.ts";
import type { RequestContent, Route } from "./route.ts";
import { createRouteTable, type ServiceRoutes } from "./route-table.ts";

/** A service, and how its routes differ from the defaults of the transcoder. */
export interface TranscoderService {
  readonly service: DescService;
  /** Default: that of the transcoder. */
  readonly dialect?: Dialect;
  /** Dialects of single RPCs, by their name in the proto file. Default: that of the service. */
  readonly methodDialects?: Readonly<Record<string, Dialect>>;
  /**
   * Literal path in front of all templates of the service, such as `/management/v1`. Paths below it that have no route
   * are answered in the dialect of the service. Default: none.
   */
  readonly prefix?: string;
}

/** What a transcoder is made of. */
export interface TranscoderOptions {
  readonly services: readonly (DescService | TranscoderService)[];
  /** Routes besides those in the proto files, see `HttpRule.selector`. Default: none. */
  readonly rules?: readonly HttpRule[];
  /** Types of `google.protobuf.Any` for the default dialect; a dialect that is passed in has its own. Default: none. */
  readonly registry?: Registry;
  /** Dialect of services without one, and of paths nobody claims. Default: `createDialect()`. */
  readonly dialect?: Dialect;
  /** Dialects for paths without a route, by the beginning of the path. Default: the services' prefixes. */
  readonly dialectsByPath?: Readonly<Record<string, Dialect>>;
  /** How variables of several segments are decoded. Default: `all-except-slash`, the one mode in which a path can be told from data. */
  readonly multiSegmentDecoding?: MultiSegmentDecoding;
  /**
   * Whether `/a/` is another path than `/a`. Default: `strict`, as in every other transcoder; with `ignore` one slash at
   * the end is dropped before routes are looked up. A dialect can ignore it in the paths that are its own.
   */
  readonly trailingSlash?: "strict" | "ignore";
}

/** A request that has a route. Nothing of it is decoded yet. */
export interface RouteMatch {
  readonly kind: "match";
  /** The RPC; its `methodKind` says whether this is a unary route or one of a stream. */
  readonly method: DescMethod;
  readonly binding: HttpBinding;
  readonly dialect: Dialect;
  /** Whether the route takes anything from the body. If not, the body should be drained and dropped. */
  readonly readsBody: boolean;
  /**
   * The request message. Throws a ConnectError: InvalidArgument for what does not fit, an `HttpError` with 415 for a body
   * in the wrong format.
   */
  decode(content: RequestContent): Message;
  /** The answer with a response message. */
  encode(message: Message): HttpResponse;
  /** The answer to anything that was thrown on the way. */
  renderError(error: unknown): HttpResponse;
}

/** A request without a route, and the error to answer it with. */
export interface RouteMiss {
  readonly kind: "not-found" | "method-not-allowed" | "refused";
  /** The methods the path has, in alphabetical order; empty when there is no such path. */
  readonly allow: readonly string[];
  readonly dialect: Dialect;
  /** 404 or 405; 400 for a path that its dialect does not look up. */
  readonly error: ConnectError;
  renderError(error: unknown): HttpResponse;
}

/** JSON over HTTP for RPCs, after the `google.api.http` rules of their services. */
export interface Transcoder {
  /** Every route, in the order of the services. */
  readonly bindings: readonly HttpBinding[];
  /**
   * The route for a request line. Needs no header and no body, so that a server can decide first and read then.
   *
   * @param httpMethod As it stood in the request line, case included.
   * @param rawTarget As it stood in the request line: percent-encoded, with the query. A parsed and put together URL is
   * not the same, as parsing folds dot segments and decodes.
   */
  find(httpMethod: string, rawTarget: string): RouteMatch | RouteMiss;
}

/**
 * A transcoder for these services. All that does not depend on a request is worked out here.
 *
 * @throws `HttpRuleError` with every problem of every rule.
 */
export function createTranscoder(options: TranscoderOptions): Transcoder {
  const defaultDialect = options.dialect ?? createDefaultDialect(options.registry);
  const services = options.services.map((entry) => completeService(entry, defaultDialect));
  const { trie, routes } = createRouteTable(
    services,
    options.rules ?? [],
    options.multiSegmentDecoding ?? "all-except-slash",
  );
  const findDialect = createDialectFinder(listDialectsByPath(services, options.dialectsByPath ?? {}));
  const ignoresTrailingSlash = options.trailingSlash === "ignore";
  return {
    bindings: routes.map((route) => route.binding),
    find(httpMethod, rawTarget) {
      const { path, query } = parseRequestTarget(rawTarget);
      const segments = splitPath(path);
      if (segments === undefined) return createMiss(httpMethod, [], defaultDialect, rawTarget);
      if (segments.at(-1) === "" && (ignoresTrailingSlash || findDialect(segments)?.trailingSlash === "ignore")) {
        segments.pop();
      }
      if (segments.includes("")) {
        const strict = findDialect(segments);
        if (strict?.emptySegments === "reject") return createRefusal(httpMethod, strict);
      }
      const result = trie.find(httpMethod, segments);
      switch (result.kind) {
        case "found":
          return new Match(result.value, httpMethod, result.segments, query, rawTarget);
        case "wrong-method":
          return createMiss(
            httpMethod,
            listAllowed(result.values),
            getFirst(result.values)?.dialect ?? defaultDialect,
            rawTarget,
          );
        case "none":
          return createMiss(httpMethod, [], findDialect(segments) ?? defaultDialect, rawTarget);
      }
    },
  };
}

/** A class, because one exists for every request and methods on a prototype cost nothing to create. */
class Match implements RouteMatch {
  readonly kind = "match";
  readonly method: DescMethod;
  readonly binding: HttpBinding;
  readonly dialect: Dialect;
  readonly readsBody: boolean;
  private readonly route: Route;
  private readonly httpMethod: string;
  private readonly segments: readonly string[];
  private readonly query: string;
  private readonly target: string;

  constructor(route: Route, httpMethod: string, segments: readonly string[], query: string, target: string) {
    const { binding, dialect } = route;
    this.method = binding.method;
    this.binding = binding;
    this.dialect = dialect;
    this.readsBody = binding.body.kind !== "none";
    this.route = route;
    this.httpMethod = httpMethod;
    this.segments = segments;
    this.query = query;
    this.target = target;
  }

  decode(content: RequestContent): Message {
    return this.route.decode(this.segments, this.query, content);
  }

  encode(message: Message): HttpResponse {
    return this.route.encode(this.httpMethod, message);
  }

  renderError(error: unknown): HttpResponse {
    const { dialect, httpMethod, method, target } = this;
    return renderError(error, dialect, { httpMethod, method, target });
  }
}

function createMiss(httpMethod: string, allow: readonly string[], dialect: Dialect, target: string): RouteMiss {
  const isNotFound = allow.length === 0;
  return {
    kind: isNotFound ? "not-found" : "method-not-allowed",
    allow,
    dialect,
    error: isNotFound ? createRouteNotFound() : createMethodNotAllowed(allow),
    renderError: (error) => renderError(error, dialect, { httpMethod, target }),
  };
}

/** A path that the dialect whose beginning it has does not look up. */
function createRefusal(httpMethod: string, dialect: Dialect): RouteMiss {
  return {
    kind: "refused",
    allow: [],
    dialect,
    error: createInvalidArgument("the path has an empty segment: one slash too many"),
    renderError: (error) => renderError(error, dialect, { httpMethod }),
  };
}

function listAllowed(routes: ReadonlyMap<string, Route>): string[] {
  const methods = new Set(routes.keys());
  if (methods.has("GET")) methods.add("HEAD");
  return [...methods].sort();
}

function getFirst<T>(values: ReadonlyMap<string, T>): T | undefined {
  return values.values().next().value;
}

function completeService(entry: DescService | TranscoderService, dialect: Dialect): ServiceRoutes {
  if ("kind" in entry) return { service: entry, dialect, methodDialects: new Map(), prefix: "" };
  return {
    service: entry.service,
    dialect: entry.dialect ?? dialect,
    methodDialects: new Map(Object.entries(entry.methodDialects ?? {})),
    prefix: entry.prefix ?? "",
  };
}

function listDialectsByPath(
  services: readonly ServiceRoutes[],
  dialectsByPath: Readonly<Record<string, Dialect>>,
): ReadonlyMap<string, Dialect> {
  const prefixed = services.filter((entry) => entry.prefix !== "");
  return new Map([...prefixed.map((e) => [e.prefix, e.dialect] as const), ...Object.entries(dialectsByPath)]);
}

function createDefaultDialect(registry: Registry | undefined): Dialect {
  return createDialect({ codec: createJsonCodec({ registry }), renderError: createStatusRenderer({ registry }) });
}
