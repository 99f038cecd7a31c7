import { type DescMethod, type DescService, getOption, hasOption } from "@bufbuild/protobuf";
import { http } from "../../gen/google/api/annotations_pb.ts";
import type { HttpRule } from "../../gen/google/api/http_pb.ts";
import type { Dialect } from "./dialect.ts";
import { compileHttpBinding, type HttpBinding } from "./http-binding.ts";
import { type HttpRoute, listHttpRoutes } from "./http-rule.ts";
import { HttpRuleError } from "./http-rule-error.ts";
import { formatPathTemplate, type PathTemplate, prependToTemplate } from "./path-template.ts";
import { PathTemplateError, parsePathTemplate } from "./path-template-parser.ts";
import type { MultiSegmentDecoding } from "./percent-encoding.ts";
import { createRoute, type Route } from "./route.ts";
import { createRouteTrie, type RouteTrie } from "./route-trie.ts";

/** A service with what its rules do not say. */
export interface ServiceRoutes {
  readonly service: DescService;
  /** The dialect of its RPCs. */
  readonly dialect: Dialect;
  /** Dialects of single RPCs, by their name in the proto file. */
  readonly methodDialects: ReadonlyMap<string, Dialect>;
  /** Literal path in front of all templates of the service, "" for none. */
  readonly prefix: string;
}

/** All routes, in the order of the services and their RPCs, and by path. */
export interface RouteTable {
  readonly trie: RouteTrie<Route>;
  readonly routes: readonly Route[];
}

interface Collector {
  readonly trie: RouteTrie<Route>;
  readonly routes: Route[];
  readonly problems: string[];
}

/**
 * The routes of some services.
 *
 * @param rules Rules besides those in the options of the RPCs. Their `selector` is the full name of an RPC, or ends in
 * `.*` for all RPCs below that name; each adds routes to what the options say.
 * @throws {@link HttpRuleError} with every problem of every rule, among them duplicate routes, selectors without an RPC,
 * and dialects for RPCs that do not exist.
 */
export function createRouteTable(
  services: readonly ServiceRoutes[],
  rules: readonly HttpRule[],
  decoding: MultiSegmentDecoding,
): RouteTable {
  const collector: Collector = { trie: createRouteTrie(), routes: [], problems: [] };
  for (const entry of services) {
    const prefix = parsePrefix(entry, collector.problems);
    verifyMethodNames(entry, collector.problems);
    for (const method of entry.service.methods) addMethod(entry, prefix, method, rules, decoding, collector);
  }
  verifySelectors(services, rules, collector.problems);
  if (collector.problems.length > 0) throw new HttpRuleError(collector.problems);
  return collector;
}

function addMethod(
  entry: ServiceRoutes,
  prefix: PathTemplate | undefined,
  method: DescMethod,
  rules: readonly HttpRule[],
  decoding: MultiSegmentDecoding,
  collector: Collector,
): void {
  const dialect = entry.methodDialects.get(method.name) ?? entry.dialect;
  for (const rule of listRules(method, rules)) {
    const found: string[] = [];
    for (const route of listHttpRoutes(rule, found)) {
      const binding = compileRoute(method, route, prefix, collector.problems);
      if (binding !== undefined) addRoute(createRoute(binding, dialect, decoding), collector);
    }
    collector.problems.push(...found.map((problem) => `${formatMethod(method)}: ${problem}`));
  }
}

function compileRoute(
  method: DescMethod,
  route: HttpRoute,
  prefix: PathTemplate | undefined,
  problems: string[],
): HttpBinding | undefined {
  const found: string[] = [];
  const binding = compileHttpBinding(method, route, found);
  const subject = `${formatMethod(method)}, ${route.httpMethod} ${route.template}`;
  problems.push(...found.map((problem) => `${subject}: ${problem}`));
  if (binding === undefined || prefix === undefined) return binding;
  const template = prependToTemplate(prefix, binding.template);
  const variables = binding.variables.map((bound, index) => ({
    ...bound,
    variable: template.variables[index] ?? bound.variable,
  }));
  return { ...binding, template, variables };
}

function addRoute(route: Route, collector: Collector): void {
  const { binding } = route;
  const existing = collector.trie.add(binding.httpMethod, binding.template, route);
  if (existing === undefined) {
    collector.routes.push(route);
    return;
  }
  const same = `${formatMethod(existing.binding.method)}, ${formatBinding(existing.binding)}`;
  collector.problems.push(
    `${formatMethod(binding.method)}, ${formatBinding(binding)}: matches the same requests as ${same}`,
  );
}

function listRules(method: DescMethod, rules: readonly HttpRule[]): HttpRule[] {
  const selected = rules.filter((rule) => isSelected(method, rule.selector));
  return hasOption(method, http) ? [getOption(method, http), ...selected] : selected;
}

function isSelected(method: DescMethod, selector: string): boolean {
  const name = formatMethod(method);
  return selector.endsWith(".*") ? name.startsWith(selector.slice(0, -1)) : name === selector;
}

function verifyMethodNames({ service, methodDialects }: ServiceRoutes, problems: string[]): void {
  for (const name of methodDialects.keys()) {
    if (!service.methods.some((method) => method.name === name)) {
      problems.push(`${service.typeName}: there is a dialect for "${name}", which is none of its RPCs`);
    }
  }
}

function verifySelectors(services: readonly ServiceRoutes[], rules: readonly HttpRule[], problems: string[]): void {
  const methods = services.flatMap((entry) => entry.service.methods);
  for (const { selector } of rules) {
    if (!methods.some((method) => isSelected(method, selector))) {
      problems.push(`the selector "${selector}" selects no RPC of the services`);
    }
  }
}

function parsePrefix(entry: ServiceRoutes, problems: string[]): PathTemplate | undefined {
  if (entry.prefix === "") return undefined;
  try {
    const prefix = parsePathTemplate(entry.prefix);
    if (prefix.verb === "" && prefix.segments.every((segment) => segment.kind === "literal")) return prefix;
    problems.push(`${entry.service.typeName}: the prefix "${entry.prefix}" must consist of literals`);
  } catch (error) {
    if (!(error instanceof PathTemplateError)) throw error;
    problems.push(`${entry.service.typeName}: ${error.message}`);
  }
  return undefined;
}

function formatMethod(method: DescMethod): string {
  return `${method.parent.typeName}.${method.name}`;
}

function formatBinding(binding: HttpBinding): string {
  return `${binding.httpMethod} ${formatPathTemplate(binding.template)}`;
}
