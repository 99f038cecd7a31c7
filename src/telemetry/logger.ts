import { type DestinationStream, type Logger, pino } from "pino";
import { createLineBuffer } from "./line-buffer.ts";
import { toShownError } from "./shown-error.ts";

/** How log lines look. */
export interface LoggerOptions {
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** `json` for collectors, `pretty` for people. */
  readonly format: "json" | "pretty";
  /** What every line says. Default: nothing. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Where lines go, one or several at a time, each with its line feed. */
  readonly write: (lines: string) => void;
}

/** The form of log lines that a setting asks for: `auto` is `pretty` where a person reads, and `json` elsewhere. */
export const chooseLogFormat = (format: LoggerOptions["format"] | "auto", isTerminal: boolean) =>
  format === "auto" ? (isTerminal ? "pretty" : "json") : format;

/** Where the server writes what it has to tell its operator. */
export interface ServerLogger extends Logger {
  /**
   * The line that `info` writes, in a fraction of its time: for lines that come with every call.
   *
   * @param members Of the JSON object that the line is, each behind a comma: `,"status":200`.
   */
  infoMembers(members: string, message: string): void;
}

/**
 * A logger. For people, and from `warn` on, lines are written at once; JSON lines below that together with the others of
 * the same turn of the event loop. None is lost when the process ends.
 */
export function createLogger({ level, format, facts = {}, write }: LoggerOptions): ServerLogger {
  const timestamp = createIsoTime();
  const destination = format === "json" ? createJsonDestination(write) : createPrettyDestination(write);
  const logger = pino(
    {
      level,
      base: facts,
      timestamp,
      serializers: { err: toShownError },
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  const base = toMembers(facts);
  const infoMembers: ServerLogger["infoMembers"] = (members, message) => {
    if (!logger.isLevelEnabled("info")) return;
    destination.lastLevel = info;
    destination.write(`{"level":"info"${timestamp()}${base}${members},"msg":${toJsonText(message)}}\n`);
  };
  return Object.assign(logger, { infoMembers });
}

/** The text as JSON. What has nothing to escape, as ids and names, is not looked through twice. */
export const toJsonText = (text: string): string => (plainText.test(text) ? `"${text}"` : JSON.stringify(text));

/** ASCII that JSON takes as it is. */
const plainText = /^[ !#-[\]-~]*$/;

/** The members of a JSON object, each behind a comma, as pino writes them. */
function toMembers(facts: object): string {
  const json = JSON.stringify(facts);
  return json === "{}" ? "" : `,${json.slice(1, -1)}`;
}

/** The time as pino puts it into a line. Many lines are of one millisecond, whose text is made once. */
function createIsoTime(): () => string {
  let timeMs = Number.NaN;
  let text = "";
  return () => {
    const nowMs = Date.now();
    if (nowMs !== timeMs) {
      timeMs = nowMs;
      text = `,"time":"${new Date(nowMs).toISOString()}"`;
    }
    return text;
  };
}

/** What pino numbers its levels with. */
const info = 30;
const warn = 40;

/** Where lines go, which is told the level of each before it comes. */
interface Destination extends DestinationStream {
  lastLevel: number;
}

const createPrettyDestination = (write: LoggerOptions["write"]): Destination => ({
  lastLevel: 0,
  write: (line) => write(toPretty(line)),
});

function createJsonDestination(write: LoggerOptions["write"]): Destination {
  const buffer = createLineBuffer(write);
  const destination = {
    // Asks pino to set `lastLevel`.
    [Symbol.for("pino.metadata")]: true,
    lastLevel: 0,
    write(line: string) {
      buffer.push(line);
      if (destination.lastLevel >= warn) buffer.flush();
    },
  };
  return destination;
}

/** One readable line: time of day, level, message, then the other facts. */
function toPretty(line: string): string {
  const { time, level, msg, err, ...facts }: Record<string, unknown> = JSON.parse(line);
  const head = `${String(time).slice(11, 23)} ${String(level).toUpperCase().padEnd(5)} ${String(msg ?? "")}`;
  const rest = Object.entries(facts).map(
    ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return `${[head, ...rest].join(" ")}\n${err === undefined ? "" : describeError(err)}`;
}

function describeError(error: unknown): string {
  const stack = typeof error === "object" && error !== null && "stack" in error ? error.stack : error;
  return `${String(stack).replace(/^/gm, "    ")}\n`;
}
