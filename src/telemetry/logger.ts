import { type Logger, pino } from "pino";

/** How log lines look. */
export interface LoggerOptions {
  readonly level: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** `json` for collectors, `pretty` for people. */
  readonly format: "json" | "pretty";
  /** Where lines go. */
  readonly write: (line: string) => void;
}

/** Where the server writes what it has to tell its operator. */
export type ServerLogger = Logger;

/** A logger. Lines are written at once, so that none is lost when the process ends. */
export const createLogger = ({ level, format, write }: LoggerOptions): ServerLogger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: format === "json" ? write : (line) => write(toPretty(line)) },
  );

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
