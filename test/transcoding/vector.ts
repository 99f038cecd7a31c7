import { readFileSync } from "node:fs";
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";

/** A fact about transcoding: what goes in and what comes out. Which properties it has depends on its kind. */
export interface Vector {
  readonly id: string;
  readonly kind: string;
  readonly template?: string;
  readonly templates?: string | readonly RouteEntry[];
  readonly rule?: JsonObject;
  readonly rules?: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: string | readonly (readonly [string, string])[];
  readonly headers?: readonly (readonly [string, string])[];
  readonly message?: string;
  readonly fieldPath?: string;
  readonly field?: string;
  readonly type?: string;
  readonly value?: JsonValue;
  readonly input?: string;
  readonly mode?: string;
  readonly alreadyBound?: readonly string[];
  readonly initial?: JsonObject;
  readonly bodyField?: string;
  readonly bindings?: readonly (readonly [string, string])[];
  readonly body?: JsonValue;
  readonly rawBody?: string;
  readonly bodyBase64?: string;
  readonly messages?: readonly JsonObject[];
  readonly requestFields?: Readonly<Record<string, string>>;
  readonly error?: { readonly code: string; readonly message: string; readonly details?: readonly string[] };
  readonly code?: string;
  readonly number?: number;
  readonly options?: { readonly unescape?: string; readonly alwaysPrintPrimitiveFields?: boolean };
  readonly expect: Expectation;
}

/** What comes out. Which properties there are depends on the kind of the vector. */
export interface Expectation {
  readonly valid?: boolean;
  readonly segments?: readonly string[];
  readonly verb?: string;
  readonly variables?: readonly { path: string; start: number; end: number; multi: boolean }[];
  readonly canonical?: string;
  readonly match?: string | RouteEntry | null;
  readonly bindings?: readonly (readonly [string, string])[];
  readonly status?: number;
  readonly decoded?: string;
  readonly reencoded?: string;
  readonly message?: JsonObject;
  readonly error?: string | boolean;
  readonly errorCode?: string;
  readonly value?: string;
  readonly fields?: readonly string[];
  readonly isUrlParameter?: boolean;
  readonly merged?: JsonObject;
  readonly deadlineNanoseconds?: string | null;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly absentHeaders?: readonly string[];
  readonly body?: JsonValue;
  readonly bodySample?: JsonValue;
  readonly request?: JsonObject;
  readonly queryIgnored?: boolean;
  readonly httpStatus?: number;
  readonly routes?: readonly { method: string; template: string; body: string }[];
  readonly text?: string;
  readonly path?: string;
  readonly query?: string;
}

/** A template with an HTTP method. */
export interface RouteEntry {
  readonly method: string;
  readonly template: string;
}

/** Routes that several vectors share: plain templates, or rules. */
export interface RouteTableEntry {
  readonly routes?: readonly RouteEntry[];
  readonly rules?: readonly JsonObject[];
}

/** A vector, or parts of what it expects, that do not hold here, and the decision behind it. */
export interface ExcludedVector {
  readonly id: string;
  readonly reason: string;
  /** Paths of the properties that do not hold; all of the vector if absent. */
  readonly only?: readonly string[];
}

/** A template of a route table that is refused, and why. */
export interface ExcludedTemplate {
  readonly table: string;
  readonly template: string;
  readonly reason: string;
}

interface VectorFile {
  readonly vectors: readonly Vector[];
  readonly routeTables: Readonly<Record<string, RouteTableEntry>>;
}

interface ExclusionFile {
  readonly vectors: readonly ExcludedVector[];
  readonly templates: readonly ExcludedTemplate[];
}

// Both files are ours and have the shapes declared here.
const vectorFile = readJson("./vectors.json") as VectorFile;
const exclusionFile = readJson("./excluded-vectors.json") as ExclusionFile;

/** All vectors. */
export const vectors = vectorFile.vectors;

/** What of them does not hold. */
export const exclusions = exclusionFile;

/** The routes behind a name like `@vg-routes`. */
export function getRouteTable(name: string): RouteTableEntry {
  const table = vectorFile.routeTables[name];
  if (table === undefined) throw new Error(`there is no route table ${name}`);
  return table;
}

/** The vector without the expectations at these paths, which look like `expect.headers.grpc-status`. */
export function omitExpectations(vector: Vector, paths: readonly string[]): Vector {
  // A vector is JSON, so its copy has the same shape; only optional properties are deleted.
  const copy = structuredClone(vector) as Vector;
  for (const path of paths) deleteProperty(copy as unknown as JsonObject, path.split("."), path);
  return copy;
}

function deleteProperty(owner: JsonObject, names: readonly string[], path: string): void {
  const [name = "", ...rest] = names;
  const value = owner[name];
  if (value === undefined) throw new Error(`there is no ${path}`);
  if (rest.length === 0) delete owner[name];
  else deleteProperty(value as JsonObject, rest, path);
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
}
