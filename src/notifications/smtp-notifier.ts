import type { Notifier } from "../directory/notifier.ts";
import type { CodePurpose, OutboxRow, Storage } from "../storage/contract/index.ts";
import type { Mailer } from "./mailer.ts";

/** What the notifier works with. */
export interface SmtpNotifierOptions {
  readonly storage: Pick<Storage, "command">;
  readonly mailer: Mailer;
  /** Sender of every mail. */
  readonly from: string;
  /** Takes the messages to phones, for which a mail server has no way. */
  readonly sms: Notifier;
  /** Told of each delivery that failed. It is tried again. */
  readonly onError: (error: unknown) => void;
  /** How long after a failure, or a start, what is left in the outbox is tried again. Default: a minute. */
  readonly retryMs?: number;
}

/** A notifier that holds resources. */
export interface RunningNotifier extends Notifier {
  /** Finishes the deliveries under way and stops trying. */
  close(): Promise<void>;
}

const defaultRetryMs = 60_000;
/** No code holds longer, so an older message is of no use any more. */
const maxAgeUs = 72 * 3_600_000_000;
const retryBatch = 100;

const subjects: Readonly<Record<CodePurpose, string>> = {
  initialization: "Your account is ready",
  email: "Verify your email address",
  phone: "Verify your phone number",
  password: "Set a new password",
};

/**
 * A notifier that sends messages by mail and takes them out of the outbox table once the mail server has them.
 * - A message that cannot be sent stays and is tried again, also by the next process, until no code holds so long.
 * - A process that ends between the two may send a message twice, never not at all.
 */
export function createSmtpNotifier(options: SmtpNotifierOptions): RunningNotifier {
  const { storage, mailer, from, sms, onError, retryMs = defaultRetryMs } = options;
  const underWay = new Map<string, Promise<void>>();
  let isClosed = false;

  const removeFromOutbox = (ids: readonly string[]) =>
    storage.command({ keys: ["outbox"], run: (tx) => tx.outbox.delete(ids) });

  async function deliver({ id, purpose, recipient, text }: OutboxRow): Promise<void> {
    try {
      await mailer.sendMail({ from, to: recipient, subject: subjects[purpose], text });
      await removeFromOutbox([id]);
    } catch (error) {
      onError(error);
    } finally {
      underWay.delete(id);
    }
  }

  function start(message: OutboxRow): void {
    if (isClosed || underWay.has(message.id)) return;
    underWay.set(message.id, deliver(message));
  }

  async function retry(): Promise<void> {
    try {
      const messages = await storage.command({ keys: ["outbox"], run: (tx) => tx.outbox.list("email", retryBatch) });
      const oldestUs = Date.now() * 1000 - maxAgeUs;
      const stale = messages.filter(({ creationTimeUs }) => creationTimeUs < oldestUs);
      if (stale.length > 0) await removeFromOutbox(stale.map(({ id }) => id));
      for (const message of messages) if (!stale.includes(message)) start(message);
    } catch (error) {
      onError(error);
    }
  }

  let retrying = Promise.resolve();
  const timer = setInterval(() => {
    retrying = retry();
  }, retryMs);
  timer.unref();

  return {
    notify(message) {
      if (message.channel === "email") start(message);
      else sms.notify(message);
    },
    async close() {
      isClosed = true;
      clearInterval(timer);
      await retrying;
      await Promise.all(underWay.values());
      mailer.close();
    },
  };
}
