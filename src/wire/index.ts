export type { CreateContextValues } from "./streams.ts";
export { createUnaryLane, type UnaryLane, type UnaryLaneOptions } from "./unary-lane.ts";
