// Classes, because one or several exist for every call and methods on a prototype cost nothing to create.
import type { IncomingHttpHeaders } from "node:http";

const namePattern = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;
/** Names that nearly every call asks for: they need no check. */
const knownNames: ReadonlySet<string> = new Set(["authorization", "content-type", "x-request-id"]);
/** What RFC 9110 (5.5) keeps out of values, as Node does when it writes them. */
const badValue = /[^\t\x20-\x7e\x80-\xff]/;
const outerSpace = /^[\t ]+|[\t ]+$/g;
/** The one header that is never joined with commas. */
export const setCookie = "set-cookie";

/**
 * `Headers` that cost one empty object until something is put into them. They hold to the Fetch standard: names are
 * tokens in any case, values Latin-1 without control characters (else a `TypeError`, so that nobody can smuggle a header in),
 * repeated names are joined with commas but for `set-cookie`, and they iterate in the order of their names.
 */
export class LightHeaders implements Headers {
  protected fields: Map<string, string> | undefined;
  private cookies: string[] | undefined;

  /** Whether there is nothing in them. */
  get isEmpty(): boolean {
    return (this.fields === undefined || this.fields.size === 0) && this.cookies === undefined;
  }

  append(name: string, value: string): void {
    const key = toKey(name);
    const text = toText(value);
    if (key === setCookie) {
      this.open();
      this.cookies = [...(this.cookies ?? []), text];
      return;
    }
    const fields = this.open();
    const before = fields.get(key);
    fields.set(key, before === undefined ? text : `${before}, ${text}`);
  }

  set(name: string, value: string): void {
    const key = toKey(name);
    const text = toText(value);
    const fields = this.open();
    if (key === setCookie) this.cookies = [text];
    else fields.set(key, text);
  }

  delete(name: string): void {
    const key = toKey(name);
    this.open().delete(key);
    if (key === setCookie) this.cookies = undefined;
  }

  get(name: string): string | null {
    const key = toKey(name);
    if (key === setCookie) return this.getSetCookie().join(", ") || null;
    return this.read()?.get(key) ?? null;
  }

  has(name: string): boolean {
    const key = toKey(name);
    return key === setCookie ? this.getSetCookie().length > 0 : (this.read()?.has(key) ?? false);
  }

  getSetCookie(): string[] {
    this.read();
    return [...(this.cookies ?? [])];
  }

  forEach(callback: (value: string, key: string, parent: Headers) => void, thisArg?: unknown): void {
    for (const [name, value] of this.entries()) callback.call(thisArg, value, name, this);
  }

  *entries(): HeadersIterator<[string, string]> {
    const pairs: [string, string][] = [...(this.read() ?? [])];
    for (const cookie of this.cookies ?? []) pairs.push([setCookie, cookie]);
    yield* pairs.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  }

  *keys(): HeadersIterator<string> {
    for (const [name] of this.entries()) yield name;
  }

  *values(): HeadersIterator<string> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): HeadersIterator<[string, string]> {
    return this.entries();
  }

  get [Symbol.toStringTag](): string {
    return "Headers";
  }

  /** Adds the fields to a plain object, as Node's answers take them, without those of these names. */
  copyTo(target: Record<string, string | string[]>, without: ReadonlySet<string>): void {
    const fields = this.read();
    if (fields !== undefined) for (const [name, value] of fields) if (!without.has(name)) target[name] = value;
    if (this.cookies !== undefined) target[setCookie] = this.cookies;
  }

  /** The fields, to be read. */
  protected read(): ReadonlyMap<string, string> | undefined {
    return this.fields;
  }

  /** The fields, to be changed. */
  protected open(): Map<string, string> {
    this.fields ??= new Map();
    return this.fields;
  }
}

type HeadersIterator<Item> =
  ReturnType<Headers["keys"]> extends Iterator<string> & infer _ ? Generator<Item, undefined, unknown> : never;

/**
 * The headers of a request, read from Node's own object: only one that is changed or iterated is copied. HTTP/2's pseudo
 * headers are not among them, save for the authority, which is the `host` as with HTTP/1.1.
 */
export class RequestHeaders extends LightHeaders {
  private readonly received: IncomingHttpHeaders;

  constructor(received: IncomingHttpHeaders) {
    super();
    this.received = received;
  }

  override get isEmpty(): boolean {
    return this.read().size === 0;
  }

  override get(name: string): string | null {
    if (this.fields === undefined) {
      const value = this.received[name];
      // Most names are written in lower case, and most are there.
      if (typeof value === "string" && name.charCodeAt(0) !== colon && name !== "host") return value;
      const key = toKey(name);
      if (key !== setCookie) return findReceived(this.received, key) ?? null;
    }
    return super.get(name);
  }

  override has(name: string): boolean {
    return this.fields === undefined && name !== setCookie ? this.get(name) !== null : super.has(name);
  }

  protected override read(): ReadonlyMap<string, string> {
    return this.open();
  }

  protected override open(): Map<string, string> {
    if (this.fields === undefined) {
      this.fields = new Map();
      for (const name of Object.keys(this.received)) {
        if (name.charCodeAt(0) === colon || name === setCookie) continue;
        const value = findReceived(this.received, name);
        if (value !== undefined) this.fields.set(name, value);
      }
      const host = findReceived(this.received, "host");
      if (host !== undefined) this.fields.set("host", host);
    }
    return this.fields;
  }
}

const colon = 0x3a;

function findReceived(received: IncomingHttpHeaders, key: string): string | undefined {
  if (key === "host") {
    const authority = received[":authority"];
    if (typeof authority === "string") return authority;
  }
  // HTTP/1.1 headers are an ordinary object, which has more properties than headers.
  const value = Object.hasOwn(received, key) ? received[key] : undefined;
  return Array.isArray(value) ? value.join(", ") : value;
}

function toKey(name: string): string {
  if (knownNames.has(name)) return name;
  if (!namePattern.test(name)) throw new TypeError(`${JSON.stringify(name)} is no name of a header`);
  return name.toLowerCase();
}

function toText(value: string): string {
  const given = String(value);
  const text = given.trim() === given ? given : given.replace(outerSpace, "");
  if (badValue.test(text)) throw new TypeError("a header's value holds a control character or one beyond Latin-1");
  return text;
}
