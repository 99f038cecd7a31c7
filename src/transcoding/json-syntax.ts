/** Where a text stops being JSON, and why. */
export interface JsonError {
  /** Index into the text. */
  readonly position: number;
  readonly reason: string;
}

/** What may come next. */
type State = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma-or-end" | "done";

const expectations: Readonly<Record<State, string>> = {
  value: "a value",
  "value-or-end": 'a value or "]"',
  key: "a key in double quotes",
  "key-or-end": 'a key in double quotes or "}"',
  colon: '":" after the key',
  "comma-or-end": '"," or the closing bracket',
  done: "nothing more after the value",
};

/** What other languages write for values that JSON has, or has not. */
const otherLiteral = /^(True|False|None|undefined|NaN|-?Infinity)\b/;
const literal = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![-+.0-9a-zA-Z])/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const whitespace = /[ \t\n\r]*/y;

/**
 * The first error in a text that `JSON.parse()` refuses, or `undefined` if there is none.
 *
 * `JSON.parse()` says what it met in words that differ between versions of the engine, and often not where. This walks
 * the text again, without recursion and in one pass, to tell a person.
 */
export function locateJsonError(text: string): JsonError | undefined {
  const closers: string[] = [];
  let state: State = "value";
  let position = skip(text, 0);
  while (position < text.length) {
    const step = advance(text, position, state, closers);
    if (typeof step !== "object") return { position, reason: describeUnexpected(text, position, state) };
    if ("reason" in step) return step;
    state = step.state;
    position = skip(text, step.position);
  }
  if (state === "done") return undefined;
  return { position, reason: `expected ${expectations[state]}, but the text ends` };
}

function advance(text: string, position: number, state: State, closers: string[]) {
  const next = text[position];
  if (next === '"') {
    if (state === "key" || state === "key-or-end") return readString(text, position, "colon");
    return isValueState(state) ? readString(text, position, afterValue(closers)) : undefined;
  }
  if (next === "{" || next === "[") {
    if (!isValueState(state)) return undefined;
    closers.push(next === "{" ? "}" : "]");
    const opened: State = next === "{" ? "key-or-end" : "value-or-end";
    return { state: opened, position: position + 1 };
  }
  if (next === "}" || next === "]") return close(next, position, state, closers);
  if (next === ":" && state === "colon") return { state: "value" as const, position: position + 1 };
  if (next === "," && state === "comma-or-end") {
    const following: State = closers.at(-1) === "}" ? "key" : "value";
    return { state: following, position: position + 1 };
  }
  return isValueState(state) ? readLiteral(text, position, closers) : undefined;
}

function close(closer: string, position: number, state: State, closers: string[]) {
  const isAllowed = state === "comma-or-end" || state === "value-or-end" || state === "key-or-end";
  if (!isAllowed || closers.at(-1) !== closer) return undefined;
  closers.pop();
  return { state: afterValue(closers), position: position + 1 };
}

function readLiteral(text: string, position: number, closers: readonly string[]) {
  literal.lastIndex = position;
  if (!literal.test(text)) return undefined;
  return { state: afterValue(closers), position: literal.lastIndex };
}

function readString(text: string, start: number, state: State) {
  let position = start + 1;
  while (position < text.length) {
    const next = text.charCodeAt(position);
    if (next === 0x22) return { state, position: position + 1 };
    if (next < 0x20) return { position, reason: "a control character in a string must be written as an escape" };
    if (next === 0x5c) {
      escapeSequence.lastIndex = position;
      if (!escapeSequence.test(text)) return { position, reason: "not an escape sequence that JSON knows" };
      position = escapeSequence.lastIndex;
    } else {
      position++;
    }
  }
  return { position: start, reason: "the string that starts here is not closed" };
}

function afterValue(closers: readonly string[]): State {
  return closers.length === 0 ? "done" : "comma-or-end";
}

function isValueState(state: State): boolean {
  return state === "value" || state === "value-or-end";
}

function describeUnexpected(text: string, position: number, state: State): string {
  const next = String.fromCodePoint(text.codePointAt(position) ?? 0);
  // Of a word no more than its beginning, unless it is one that programs write by mistake: it may be a password.
  const word = otherLiteral.exec(text.slice(position, position + 10))?.[0] ?? next;
  return `expected ${expectations[state]}, found ${JSON.stringify(word)}`;
}

function skip(text: string, position: number): number {
  whitespace.lastIndex = position;
  whitespace.test(text);
  return whitespace.lastIndex;
}
