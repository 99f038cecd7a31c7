import process from "node:process";

/** What a program that was started to be measured tells its parent once. */
export interface Announcement {
  /** Where it listens. Empty when it does not. */
  readonly url: string;
  /** What else callers need to know. */
  readonly facts: Readonly<Record<string, string>>;
}

/** Tells the parent that calls are accepted, and ends this process when it is told to, so that its profile is written. */
export function announce(url: string, facts: Readonly<Record<string, string>> = {}): void {
  process.once("SIGTERM", () => process.exit(0));
  // The parent's end is this program's.
  process.once("disconnect", () => process.exit(0));
  process.send?.({ url, facts } satisfies Announcement);
}

/** Tells the parent what came out, and ends this process. */
export function report(result: unknown): void {
  process.send?.(result, () => process.exit(0));
}

/** The URL of a server that listens on a port of this machine. */
export const localUrl = (port: number): string => `http://127.0.0.1:${port}`;

/** The port of a server that listens. */
export function portOf(server: { address(): unknown }): number {
  const address = server.address();
  if (typeof address === "object" && address !== null && "port" in address) return Number(address.port);
  throw new Error("the server does not listen on a port");
}
