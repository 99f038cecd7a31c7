import { type Finding, failed } from "./check.ts";
import type { HttpAnswer } from "./http-call.ts";

/** Where to look from outside, and as whom. */
export interface OutsideTarget {
  readonly url: string;
  readonly token: string | undefined;
  /** Origin of a page that is to call the server. */
  readonly origin: string | undefined;
  /** This program's version. */
  readonly version: string;
}

/** A call that everybody may make and that costs nothing, as an RPC and as a JSON route. */
export const healthz = { rpc: "/zitadel.admin.v1.AdminService/Healthz", route: "/admin/v1/healthz" };

/** A call that is about the caller. */
export const myUser = "/auth/v1/users/me";

/** Advice about a proxy, and where more about proxies stands. */
export const proxyAdvice = (what: string): string => `${what}; see docs/deploy.md`;

/** The finding about a call that was answered in another way than the server does, so by something before it. */
export function refused(what: string, { status, body }: HttpAnswer, advice: string): Finding {
  const said = body
    .toString("utf8", 0, 80)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return failed(`${what} is answered with ${status}${said === "" ? "" : `: ${said}`}`, proxyAdvice(advice));
}

/** The id or text of an error of the server in a JSON answer; `undefined` for every other answer. */
export function errorTextOf({ body }: HttpAnswer): string | undefined {
  try {
    const { message }: { message?: unknown } = JSON.parse(body.toString("utf8"));
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}
