import { type Check, type Finding, failed, ok, skipped } from "./check.ts";
import { callHttp1 } from "./http-call.ts";
import { healthz, type OutsideTarget, proxyAdvice, refused } from "./outside-target.ts";

/** Whether a page of another origin may call the server. */
export const createBrowserChecks = ({ url, origin }: OutsideTarget): readonly Check[] => [
  {
    name: "CORS preflight",
    run: async () => (origin === undefined ? skipped(originMissing) : checkPreflight(url, origin)),
  },
  {
    name: "CORS answer",
    run: async () => (origin === undefined ? skipped(originMissing) : checkAnswer(url, origin)),
  },
];

const originMissing = "Name the page's origin with --origin to have it looked at.";

/** What pages send with the calls of each protocol. */
const sentHeaders = ["authorization", "connect-protocol-version", "content-type", "x-grpc-web", "x-zitadel-orgid"];

const notPassed = "the proxy must pass OPTIONS and these headers, and answer none of that itself";

async function checkPreflight(url: string, origin: string): Promise<Finding> {
  const answer = await callHttp1(url, {
    method: "OPTIONS",
    path: healthz.rpc,
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": sentHeaders.join(","),
    },
  });
  if (answer.status < 200 || answer.status > 299) return refused("The preflight", answer, notPassed);
  if (!isAllowed(answer.headers["access-control-allow-origin"], origin)) return notAllowed("The preflight", origin);
  const allowed = wordsOf(answer.headers["access-control-allow-headers"]);
  // A star does not stand for the authorization header (Fetch, section 3.3.3).
  const missing = sentHeaders.filter((name) => !allowed.includes(name));
  return missing.length === 0
    ? ok(`Pages of ${origin} may call`)
    : failed(`Pages may not send ${missing.join(", ")}`, proxyAdvice(notPassed));
}

async function checkAnswer(url: string, origin: string): Promise<Finding> {
  const answer = await callHttp1(url, { method: "GET", path: healthz.route, headers: { origin } });
  const { headers } = answer;
  if (!isAllowed(headers["access-control-allow-origin"], origin)) return notAllowed("An answer", origin);
  return wordsOf(headers["access-control-expose-headers"]).includes("grpc-status")
    ? ok(`Pages of ${origin} may read answers`)
    : failed(
        "Pages may not read grpc-status",
        proxyAdvice("the proxy must leave access-control-expose-headers as it is"),
      );
}

const notAllowed = (what: string, origin: string): Finding =>
  failed(
    `${what} does not allow the origin ${origin}`,
    proxyAdvice(
      "add it to the server's --cors-origins; if it is there, the proxy must leave access-control headers as they are",
    ),
  );

const isAllowed = (allowed: string | undefined, origin: string): boolean => allowed === "*" || allowed === origin;

const wordsOf = (list = ""): readonly string[] => list.split(",").map((word) => word.trim().toLowerCase());
