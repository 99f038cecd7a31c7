/** Ratios that are promised, each with the least it has to be. The names are those of the JSON. */
export const ratioTargets = {
  "grpc/connect-node": 6,
  "grpc/grpc-js": 1.1,
  "grpc/raw-http2": 0.8,
  "json/connect-node": 3,
  "json/fastify": 1,
  "json/raw-http1": 0.75,
  "durable-sqlite/grpc": 0.6,
  "durable-postgres/one-statement": 1,
  "list-1m/list-1k-inverse": 1 / 1.3,
  "overload-arriving/peak": 0.9,
  "overload-returning/peak": 0.9,
  "overload-json/peak": 0.9,
  "overload-durable/peak": 0.9,
} as const;

/** A ratio's name. */
export type RatioName = keyof typeof ratioTargets;

/** A figure's name: its case, then what was measured. */
export type FigureName = `${string}/${string}`;

/** Figures that are promised as such: at least, or at most. */
export const figureTargets: Readonly<Record<FigureName, { readonly atLeast: number } | { readonly atMost: number }>> = {
  "cycle/sqlite": { atLeast: 1_000 },
  "start/restart": { atMost: 300 },
  "start/idle-rss": { atMost: 100 },
};
