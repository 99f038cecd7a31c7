import { type Finding, failed, ok, warning } from "./check.ts";

const dayMs = 86_400_000;
/** Certificates that are renewed by themselves are renewed before this. */
const soonDays = 14;

/** Says how long a certificate is good. */
export function describeCertificate(of: string, from: Date, to: Date): Finding {
  const now = Date.now();
  const day = (date: Date) => date.toISOString().slice(0, 10);
  if (from.getTime() > now) return failed(`${of} is good from ${day(from)} only`, "check the machine's clock, or wait");
  if (to.getTime() <= now) return failed(`${of} ended on ${day(to)}`, "renew it");
  const found = `${of} is good until ${day(to)}`;
  return to.getTime() - now < soonDays * dayMs ? warning(found, "renew it soon") : ok(found);
}
