import { type Finding, failed, ok, warning } from "./check.ts";

/** Rounding to seconds, and the way there and back. */
const unseenMs = 2_000;
/** What checks of tokens commonly forgive. */
const forgivenMs = 30_000;

/** Says by how much another clock is ahead of this one's, and whether that matters. */
export function describeSkew(of: string, skewMs: number): Finding {
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) <= unseenMs) return ok(`The clock of ${of} agrees with this machine's`);
  const found = `The clock of ${of} is ${seconds} s ${skewMs > 0 ? "ahead of" : "behind"} this machine's`;
  const advice = "set both by NTP: ends of tokens and signed logins go by the clock";
  return Math.abs(skewMs) <= forgivenMs ? warning(found, advice) : failed(found, advice);
}
