import { z } from "zod";

/** How the text of a flag or a variable becomes a value, and how people are told. */
export interface ValueType<T> {
  /** What the help shows after the flag, for example `PORT`; undefined for a flag that takes no value. */
  readonly placeholder: string | undefined;
  /** What is accepted, as the end of the sentence "it must be ...". */
  readonly accepts: string;
  readonly schema: z.ZodType<T, string>;
  /** The given text as an error message may quote it, or undefined when no part of it may be shown. */
  quote(given: string): string | undefined;
}

/** Any text but an empty one, for file and folder names. */
export function path(placeholder: string): ValueType<string> {
  return nonEmpty(placeholder, "a path");
}

/** A whole number within bounds, both included, in decimal digits. */
export function wholeNumber(options: {
  readonly placeholder: string;
  readonly min: number;
  readonly max: number;
  readonly hint?: string;
}): ValueType<number> {
  const { placeholder, min, max, hint } = options;
  return {
    placeholder,
    accepts: `a whole number from ${min} to ${max}${hint === undefined ? "" : ` (${hint})`}`,
    schema: z
      .string()
      .regex(/^[0-9]{1,15}$/)
      .transform(Number)
      .pipe(z.number().min(min).max(max)),
    quote,
  };
}

/** A span of time as people write it, such as `30d`; the value is in milliseconds. */
export const duration: ValueType<number> = {
  placeholder: "TIME",
  accepts: "a number with m, h, d or y behind it, like 12h or 30d",
  schema: z
    .string()
    .regex(/^[1-9][0-9]{0,5}[mhdy]$/)
    .transform((text) => Number(text.slice(0, -1)) * (msOfUnit[text.slice(-1)] ?? 0)),
  quote,
};

const msOfUnit: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, y: 31_536_000_000 };

/** A flag that takes no value, or `true` and `false` (also `1` and `0`) from the environment. */
export const toggle: ValueType<boolean> = {
  placeholder: undefined,
  accepts: "true or false",
  schema: z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1"),
  quote,
};

/** One of a few words. */
export function oneOf<const Word extends string>(placeholder: string, words: readonly Word[]): ValueType<Word> {
  const listed = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  return {
    placeholder,
    accepts: `one of ${listed}`,
    schema: z.string().pipe(z.enum(words)),
    quote,
  };
}

/** Some of a few words, each once, separated by commas. */
export function someOf<const Word extends string>(
  placeholder: string,
  words: readonly Word[],
): ValueType<readonly Word[]> {
  return {
    placeholder,
    accepts: `some of ${words.join(", ")}, separated by commas`,
    schema: z
      .string()
      .transform(splitList)
      .pipe(z.array(z.enum(words)).refine((parts) => new Set(parts).size === parts.length)),
    quote,
  };
}

/** Any text but an empty one, for a name. */
export function name(placeholder: string): ValueType<string> {
  return nonEmpty(placeholder, "a name");
}

/** A name or an address of this machine, without a scheme and without a port. */
export const host: ValueType<string> = {
  placeholder: "HOST",
  accepts: "a host name or an IP address, without scheme and port",
  schema: z.string().regex(/^([A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$/),
  quote,
};

/** What a bearer token may look like (RFC 6750, section 2.1), and long enough not to be guessed. */
export const bearerToken: ValueType<string> = {
  placeholder: "TOKEN",
  accepts: "at least 16 characters out of A-Z a-z 0-9 . _ ~ + / -, with = only at the end",
  schema: z
    .string()
    .min(16)
    .regex(/^[A-Za-z0-9._~+/-]+=*$/),
  quote: () => undefined,
};

/** The beginning of the paths of an interface. */
export const urlPath: ValueType<string> = {
  placeholder: "PATH",
  accepts: "a path like / or /learn",
  schema: z.string().regex(/^(\/|(\/[A-Za-z0-9_.~-]+)+)$/),
  quote,
};

/** The address of a web site, without anything behind its path. */
export const siteUrl: ValueType<string> = url("a URL like https://myaccount.example.com", /^https?:\/\/[^?#@]+$/i);

/** A secret that others are encrypted under: long enough that nobody finds it by trying. */
export const masterKey: ValueType<string> = {
  placeholder: "SECRET",
  accepts: "at least 32 characters",
  schema: z.string().min(32),
  quote: () => undefined,
};

/** Any text but an empty one. */
export function text(placeholder: string): ValueType<string> {
  return nonEmpty(placeholder, "a text");
}

/** The address of another server's document. */
export const httpUrl: ValueType<string> = url("a URL like https://login.example.com", /^https?:\/\/[^/]/);

const serverUrl = url("a URL without a path, like https://directory.example.com", /^https?:\/\/[^/?#@]+\/?$/i);

/** The address of a server, without a path. */
export const origin: ValueType<string> = {
  ...serverUrl,
  schema: serverUrl.schema.transform(toOrigin),
};

/** The address of a PostgreSQL database. */
export const postgresUrl: ValueType<string> = url(
  "a URL like postgres://user:password@host:5432/database",
  /^postgres(ql)?:\/\/./,
);

/** The address of a mail server. */
export const smtpUrl: ValueType<string> = url(
  "a URL like smtp://user:password@host:587, or smtps:// for TLS from the start",
  /^smtps?:\/\/./,
);

/** An email address. */
export const emailAddress: ValueType<string> = {
  placeholder: "ADDRESS",
  accepts: "an email address",
  schema: z.email(),
  quote,
};

/** `*` for every origin, `none` for none, or a list of origins as browsers send them. */
export const origins: ValueType<"*" | readonly string[]> = {
  placeholder: "LIST",
  accepts: 'origins like https://app.example.com, separated by commas; or "*" for every origin, or "none"',
  schema: z
    .string()
    .transform((text): string[] => (text === "none" ? [] : splitList(text)))
    .refine((parts) => (parts.length === 1 && parts[0] === "*") || parts.every(isOrigin))
    .transform((parts): "*" | readonly string[] => (parts[0] === "*" ? "*" : Object.freeze(parts.map(toOrigin)))),
  quote,
};

/**
 * A database URL without its password, safe to print: `postgres://user:***@host/database`.
 * Undefined when the text is no URL, because then nobody knows where in it the password is.
 */
export function maskUrl(text: string): string | undefined {
  if (!URL.canParse(text)) {
    return undefined;
  }
  const url = new URL(text);
  if (url.host === "" && url.protocol !== "file:") {
    return undefined;
  }
  if (url.password !== "") {
    url.password = "***";
  }
  for (const name of url.searchParams.keys()) {
    if (/pass|secret|key/i.test(name)) {
      url.searchParams.set(name, "***");
    }
  }
  return url.href;
}

function isOrigin(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/]+$/i.test(text) && URL.canParse(text) && toOrigin(text) === text.toLowerCase();
}

/** Browsers write origins in lower case and without the scheme's own port. */
function toOrigin(text: string): string {
  const url = new URL(text);
  return `${url.protocol}//${url.host}`;
}

function nonEmpty(placeholder: string, accepts: string): ValueType<string> {
  return { placeholder, accepts, schema: z.string().min(1), quote };
}

/** A URL that fits the pattern. A password in it is not shown. */
function url(accepts: string, pattern: RegExp): ValueType<string> {
  const schema = z.string().refine((given) => pattern.test(given) && URL.canParse(given));
  return { placeholder: "URL", accepts, schema, quote: quoteUrl };
}

function splitList(text: string): string[] {
  return text.split(",").map((part) => part.trim());
}

function quoteUrl(given: string): string | undefined {
  const masked = maskUrl(given);
  return masked === undefined ? undefined : quote(masked);
}

function quote(given: string): string {
  const shown = given.length > 100 ? `${given.slice(0, 100)}...` : given;
  return JSON.stringify(shown);
}
