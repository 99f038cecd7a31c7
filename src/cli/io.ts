/** The terminal, or what stands in for it. */
export interface Io {
  /** Writes a line that was asked for to standard output. */
  out(line: string): void;
  /** Writes a line about a problem to standard error. */
  err(line: string): void;
  /** Whether a person reads standard output. */
  readonly isTerminal: boolean;
  /** Writes over the last status on standard error; an empty text takes it away. Only where a person reads that. */
  readonly showStatus?: (text: string) => void;
}
