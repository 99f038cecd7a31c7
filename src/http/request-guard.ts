import type { HttpLimits } from "./limits.ts";
import type { Refusal } from "./refusal.ts";

/** What the server must know of a request before anything else looks at it. */
export interface RequestFacts {
  readonly httpMajor: 1 | 2;
  readonly method: string;
  /** The request target as sent: a path with a query, in rare cases a whole URL or `*`. */
  readonly target: string;
  /** The authority the client asked for. */
  readonly host: string;
  readonly contentType: string | undefined;
  /** Names and values in turn, as received. */
  readonly rawHeaders: readonly string[];
}

/**
 * Headers whose repetition makes a request ambiguous: one reader would take the first, another the last.
 * Node keeps the first and drops the others without a word, so nothing behind this layer could notice.
 */
const singleHeaders: ReadonlySet<string> = new Set(["authorization", "content-type", "host"]);
const singleHeaderLengths: readonly number[] = Array.from(singleHeaders, (name) => name.length);

/** Creates a check that finds the reason to refuse a request, if there is one. It keeps the hosts it has seen. */
export function createRequestGuard(limits: Pick<HttpLimits, "maxHeaderBytes" | "maxHeaderCount">) {
  const knownHosts = new Set<string>();

  function isHost(host: string): boolean {
    if (knownHosts.has(host)) {
      return true;
    }
    if (/[/?#@\\\s]/.test(host) || !URL.canParse(`http://${host}`)) {
      return false;
    }
    // A client may invent hosts without end; the set must not grow with them.
    if (knownHosts.size < 64) {
      knownHosts.add(host);
    }
    return true;
  }

  return function findRefusal(facts: RequestFacts): Refusal | undefined {
    if (facts.rawHeaders.length > 2 * limits.maxHeaderCount) {
      return headersTooLarge(`The request has more than ${limits.maxHeaderCount} header fields.`);
    }
    // Node holds an HTTP/2 client to the announced size only after the client has confirmed the settings.
    if (facts.httpMajor === 2 && countHeaderBytes(facts.rawHeaders) > limits.maxHeaderBytes) {
      return headersTooLarge("The request's headers are too large.");
    }
    const repeated = findRepeated(facts.rawHeaders);
    if (repeated !== undefined) {
      return badRequest(`The request has more than one "${repeated}" header.`);
    }
    if (!isHost(facts.host)) {
      return badRequest("The request's host is not a valid one.");
    }
    if (!isPath(facts.target)) {
      return badRequest("The request's path must begin with exactly one slash and hold no control characters.");
    }
    if (facts.httpMajor === 1 && isGrpc(facts.contentType)) {
      return {
        status: 505,
        code: "unimplemented",
        message:
          "gRPC needs HTTP/2: connect with HTTP/2 prior knowledge, or over TLS with ALPN h2; over HTTP/1.1 use gRPC-Web, Connect or JSON.",
      };
    }
    return undefined;
  };
}

/** A refusal for requests that expect what no server of ours does. */
export const unknownExpectation: Refusal = {
  status: 417,
  code: "invalid_argument",
  message: "The only expectation understood is 100-continue.",
};

/** A refusal for what cannot be understood. */
export function badRequest(message: string): Refusal {
  return { status: 400, code: "invalid_argument", message };
}

/** A refusal for headers beyond a limit. */
export function headersTooLarge(message: string): Refusal {
  return { status: 431, code: "resource_exhausted", message };
}

/** Paths with a second slash, or a backslash that URL parsers take for one, name a host instead of a path. */
function isPath(target: string): boolean {
  if (target.charCodeAt(0) !== 0x2f) {
    return false;
  }
  const second = target.charCodeAt(1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return second !== 0x2f && second !== 0x5c && !/[\x00-\x20\x7f]/.test(target);
}

function isGrpc(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/grpc($|[+; ])/i.test(contentType);
}

/** The size as HTTP/2 defines it (RFC 9113, section 6.5.2): 32 bytes more per field than its name and its value. */
function countHeaderBytes(rawHeaders: readonly string[]): number {
  let bytes = 16 * rawHeaders.length;
  for (const text of rawHeaders) {
    bytes += text.length;
  }
  return bytes;
}

function findRepeated(rawHeaders: readonly string[]): string | undefined {
  let seen: string[] | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const sent = rawHeaders[index];
    // Most names are known by their length to be others, without making a text and its hash.
    if (sent === undefined || !singleHeaderLengths.includes(sent.length)) {
      continue;
    }
    const name = sent.toLowerCase();
    if (!singleHeaders.has(name)) {
      continue;
    }
    if (seen?.includes(name)) {
      return name;
    }
    seen ??= [];
    seen.push(name);
  }
  return undefined;
}
