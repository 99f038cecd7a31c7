import type { OutboxRow } from "../storage/contract/index.ts";

/**
 * Takes messages to users to where they are read.
 *
 * A message is in the outbox table when it is handed over, written in the same transaction as the change it tells of:
 * a notifier that fails, or a process that ends, loses none. Whoever delivers a message removes it from there.
 */
export interface Notifier {
  /** Takes a message. Must not throw, and must not make the caller wait for the delivery. */
  notify(message: OutboxRow): void;
}
