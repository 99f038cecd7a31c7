import { create } from "@bufbuild/protobuf";
import { type Timestamp, TimestampSchema } from "@bufbuild/protobuf/wkt";
import { neverUs } from "../../../directory/expiration.ts";

const usPerSecond = 1_000_000;

/** The protobuf form of a stored time. */
export function toTimestamp(timeUs: number): Timestamp {
  const seconds = Math.floor(timeUs / usPerSecond);
  return create(TimestampSchema, { seconds: BigInt(seconds), nanos: (timeUs - seconds * usPerSecond) * 1000 });
}

/** The protobuf form of the end of a token; what does not end shows the last second of the year 9999, as in ZITADEL. */
export const toExpirationDate = (timeUs: number): Timestamp =>
  timeUs >= neverUs ? create(TimestampSchema, { seconds: 253_402_300_799n }) : toTimestamp(timeUs);

/** The stored form of a protobuf time, to the microsecond; times beyond what a number holds exactly are cut to that. */
export function fromTimestamp({ seconds, nanos }: Timestamp): number {
  const timeUs = Number(seconds) * usPerSecond + Math.floor(nanos / 1000);
  return Math.max(Number.MIN_SAFE_INTEGER, Math.min(timeUs, Number.MAX_SAFE_INTEGER));
}
