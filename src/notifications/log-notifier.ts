import type { Notifier } from "../directory/notifier.ts";
import type { OutboxRow } from "../storage/contract/index.ts";

/** What the log tells of a message: everything, its code too, because the log is where it is read. */
export type LoggedMessage = Pick<OutboxRow, "userId" | "purpose" | "channel" | "recipient" | "text">;

/**
 * A notifier that writes messages to the log. They stay in the outbox table, for whoever wants to deliver them from
 * there.
 */
export const createLogNotifier = (log: (message: LoggedMessage) => void): Notifier => ({
  notify: ({ userId, purpose, channel, recipient, text }) => log({ userId, purpose, channel, recipient, text }),
});
