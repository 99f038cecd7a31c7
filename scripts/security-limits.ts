import { attemptLimits } from "../src/auth/password-login.ts";
import { settings } from "../src/config/settings.ts";
import { loginDelayUs, maxLoginFailures } from "../src/directory/login-failures.ts";
import { maxListLimit } from "../src/directory/paging.ts";
import { minPasswordBytes } from "../src/directory/password-policy.ts";
import { codeLength, maxFailedAttempts } from "../src/directory/verification-codes.ts";
import { defaultHttpLimits } from "../src/http/limits.ts";

const limits = defaultHttpLimits;
const seconds = (ms: number): string => `${ms / 1000} s`;
const delays = [1, 2, 3, 4, 5, 6].map((count) => loginDelayUs(count) / 1_000_000);

/** What is limited, to how much, and what comes of more. */
const rows: ReadonlyArray<readonly [what: string, limit: string, beyond: string]> = [
  ["connections at a time", String(limits.maxConnections), "closed on arrival"],
  ["TLS handshake, and the first bytes of HTTP", seconds(limits.handshakeTimeoutMs), "closed"],
  [
    "headers of a request",
    `${limits.maxHeaderBytes} bytes, ${limits.maxHeaderCount} fields`,
    "431, or the stream is reset",
  ],
  ["arrival of the headers", seconds(limits.headersTimeoutMs), "408"],
  ["arrival of a whole request", seconds(limits.requestTimeoutMs), "408, or the stream is reset"],
  [
    "a request's body, a message",
    `${settings.maxBodyBytes.default} bytes (\`--max-body-bytes\`)`,
    "413, `RESOURCE_EXHAUSTED`",
  ],
  ["calls at a time on one HTTP/2 session", String(limits.maxConcurrentStreams), "refused"],
  [
    "resets of calls on one session",
    `${limits.maxStreamResetBurst} at once, then ${limits.maxStreamResetsPerSecond} a second`,
    "the session is ended",
  ],
  ["memory of one session", `${limits.maxSessionMemoryBytes} bytes`, "new calls are refused"],
  [
    "an idle connection",
    `${seconds(limits.keepAliveTimeoutMs)}, HTTP/2 ${seconds(limits.sessionIdleTimeoutMs)}`,
    "closed",
  ],
  [
    "a client that says nothing",
    `asked after ${seconds(limits.keepalivePingMs)}, given ${seconds(limits.keepalivePingTimeoutMs)}`,
    "closed",
  ],
  ["entries of one list", String(maxListLimit), "refused"],
  [
    "calls of route families with documented limits",
    "see [faces/adobe.md](faces/adobe.md) (`--throttling`)",
    "429, `Retry-After`",
  ],
  ["wrong passwords in a row", String(maxLoginFailures), "the user is locked"],
  ["the next attempt after a wrong password", `${delays.join(", ")} s, and so on`, "refused, though it be right"],
  ["logins that run or wait", `${attemptLimits.perKey} of one user, ${attemptLimits.total} of all`, "`UNAVAILABLE`"],
  [
    "a code by mail or SMS",
    `${codeLength} characters, ${maxFailedAttempts} wrong answers`,
    "the code is none any more",
  ],
  [
    "a password",
    `at least ${minPasswordBytes} bytes, with a lower and an upper case letter, a digit and a symbol`,
    "refused",
  ],
  [
    "an access token's life",
    `${settings.accessTokenLifetimeMs.default / 3_600_000} h (\`--access-token-lifetime-ms\`)`,
    "`UNAUTHENTICATED`",
  ],
];

/** The limits that the server keeps to, as a Markdown table: the constants themselves, in words. */
export const renderLimits = (): string =>
  [
    "| what | limit | beyond it |",
    "| --- | --- | --- |",
    ...rows.map(([what, limit, beyond]) => `| ${what} | ${limit} | ${beyond} |`),
  ].join("\n");
