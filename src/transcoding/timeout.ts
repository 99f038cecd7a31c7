import { createInvalidArgument, quoteInput } from "./invalid-argument.ts";

/** The request header with the time a caller is willing to wait, on gRPC as well as on JSON requests. */
export const headerGrpcTimeout = "grpc-timeout";

const unitMs: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };

/**
 * The time in milliseconds that a `Grpc-Timeout` header asks for, with fractions for its smaller units; `undefined`
 * without the header, which means no limit.
 *
 * The format is that of gRPC: up to eight digits and one of `H M S m u n`.
 *
 * @throws ConnectError with InvalidArgument for anything else.
 */
export function parseTimeoutMs(header: string | null | undefined): number | undefined {
  if (header === null || header === undefined) return undefined;
  const match = /^(\d{1,8})([HMSmun])$/.exec(header);
  const unit = unitMs[match?.[2] ?? ""];
  if (match === null || unit === undefined) {
    throw createInvalidArgument(`invalid Grpc-Timeout ${quoteInput(header)}: expected digits and one of H M S m u n`);
  }
  return Number(match[1]) * unit;
}
