import { type Check, type Finding, failed, ok, skipped } from "./check.ts";
import { callHttp1 } from "./http-call.ts";
import { errorTextOf, myUser, type OutsideTarget, proxyAdvice, refused } from "./outside-target.ts";

/** Whether headers that calls need arrive at the server. */
export const createHeaderChecks = ({ url, token }: OutsideTarget): readonly Check[] => [
  { name: "authorization", run: () => checkAuthorization(url, token) },
  { name: "x-zitadel-orgid", run: () => checkOrganization(url, token) },
];

/** What the server says when there is no authorization header. */
const headerMissing = "auth header missing";

async function checkAuthorization(url: string, token: string | undefined): Promise<Finding> {
  const headers = { authorization: `Bearer ${token ?? "the-doctor-is-in-but-has-no-token"}` };
  const answer = await callHttp1(url, { method: "GET", path: myUser, headers });
  const error = errorTextOf(answer);
  if (error?.includes(headerMissing)) {
    return failed(
      "The authorization header does not arrive",
      proxyAdvice("the proxy must pass it on: take away its own login, and rules that remove the header"),
    );
  }
  if (answer.status === 200) return ok("It arrives, and the token is good");
  if (answer.status !== 401 || error === undefined) {
    return refused("A call with a token", answer, "the proxy must leave checking tokens to the server");
  }
  if (token === undefined) return ok("It arrives");
  return failed("It arrives, and the token is refused", "set ROSTER_TOKEN to one that is good there");
}

async function checkOrganization(url: string, token: string | undefined): Promise<Finding> {
  if (token === undefined) return skipped("It takes a token to see: set ROSTER_TOKEN.");
  // No organization has this id, so the server refuses a call that it arrives with.
  const headers = { authorization: `Bearer ${token}`, "x-zitadel-orgid": "0" };
  const answer = await callHttp1(url, { method: "GET", path: myUser, headers });
  if (answer.status === 401) return skipped("It takes a token that is good to see.");
  if (answer.status === 403) return ok("It arrives");
  if (answer.status !== 200) return refused("A call for an organization", answer, "the proxy must pass the header on");
  return failed(
    "The x-zitadel-orgid header does not arrive",
    proxyAdvice("the proxy must pass it on as it passes the others"),
  );
}
