import { afterAll, beforeAll, expect, vi } from "vitest";

/** Handles that a server or a client holds while it is open. */
const watched: ReadonlySet<string> = new Set(["TCPServerWrap", "TCPSocketWrap", "TLSWrap", "ProcessWrap"]);

/**
 * Fails the test file when sockets, listeners or child processes are left that were not there before. Call it first in
 * the file, so that its check runs after everything was closed.
 */
export function failOnLeaks(): void {
  let before: readonly string[] = [];
  beforeAll(() => {
    before = countHandles();
  });
  afterAll(async () => {
    // Sockets take a turn of the event loop or two to go.
    await vi.waitFor(() => expect(countHandles()).toEqual(before), { timeout: 5_000 });
  });
}

const countHandles = (): readonly string[] => {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) {
    if (watched.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${name}: ${count}`).sort();
};
