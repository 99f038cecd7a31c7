import type { CallHeaders } from "./grpc-connection.ts";

/** What a load program does. */
export interface LoadPlan {
  readonly url: string;
  /** Sent with every call. */
  readonly headers: CallHeaders;
  readonly work: Work;
  readonly connections: number;
  /** How many operations are under way on each connection. */
  readonly perConnection: number;
  /** How long to work before the measurement, so that connections are open and code is compiled. */
  readonly warmUpMs: number;
  readonly durationMs: number;
}

/** What is called. */
export type Work =
  /** A profile update of one user that is the same each time, for handlers that return at once. */
  | { readonly kind: "update-at-once" }
  /** The same as a whole HTTP/1.1 request. */
  | { readonly kind: "http1"; readonly method: string; readonly path: string; readonly body: string }
  /** A profile update of one user after the other, each a change. */
  | { readonly kind: "update-profile"; readonly userIds: readonly string[] }
  /** A read of one user after the other. */
  | { readonly kind: "get-user"; readonly userIds: readonly string[] }
  /** One page of users. */
  | { readonly kind: "list-users"; readonly offset: number; readonly limit: number }
  /** Create a human, get, update, lock and delete it. */
  | { readonly kind: "cycle" }
  /** Adds so many humans and answers their ids; the durations do not count. */
  | { readonly kind: "add-humans"; readonly count: number };

/** What came out. */
export interface LoadResult {
  readonly operations: number;
  readonly durationMs: number;
  readonly perSecond: number;
  /** Time from the start of an operation to its end. */
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Share of the load program's core that it used: near 1, it was the limit and not the server. */
  readonly loadCpu: number;
  /** The ids of humans that were added. */
  readonly ids: readonly string[];
}
