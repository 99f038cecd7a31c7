import type { Clock } from "./clock.ts";
import { DomainError } from "./errors.ts";

/** The end of what does not end: the last moment that a number holds exactly, in the year 2255. */
export const neverUs = Number.MAX_SAFE_INTEGER;

/** The end of a key or a token: never when none is given. Fails with `expirationPast`. */
export function verifyExpiration(clock: Clock, expirationTimeUs: number = neverUs): number {
  if (expirationTimeUs < clock()) throw new DomainError("expirationPast");
  return expirationTimeUs;
}

/** The end as RFC 3339 writes it, to the microsecond; what does not end shows the last second of the year 9999. */
export function toExpirationText(expirationTimeUs: number): string {
  if (expirationTimeUs >= neverUs) return "9999-12-31T23:59:59Z";
  const seconds = Math.floor(expirationTimeUs / 1_000_000);
  const micros = String(expirationTimeUs - seconds * 1_000_000).padStart(6, "0");
  const fraction = micros.replace(/0+$/, "");
  const text = new Date(seconds * 1000).toISOString().slice(0, "0000-00-00T00:00:00".length);
  return fraction === "" ? `${text}Z` : `${text}.${fraction}Z`;
}
