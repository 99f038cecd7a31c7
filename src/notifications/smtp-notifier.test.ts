import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OutboxRow, OutboxWriter, Storage } from "../storage/contract/index.ts";
import { userId } from "../storage/contract/index.ts";
import { createLogNotifier, type LoggedMessage } from "./log-notifier.ts";
import type { Mail } from "./mailer.ts";
import { createSmtpNotifier, type RunningNotifier } from "./smtp-notifier.ts";

const message = (id: string, overrides: Partial<OutboxRow> = {}): OutboxRow => ({
  id,
  userId: userId("7"),
  purpose: "email",
  channel: "email",
  recipient: "gigi@example.com",
  text: "The code: ABC234",
  creationTimeUs: Date.now() * 1000,
  ...overrides,
});

describe("createSmtpNotifier()", () => {
  let outbox: OutboxRow[];
  let sent: Mail[];
  let logged: LoggedMessage[];
  let errors: unknown[];
  let isServerDown: boolean;
  let isMailerClosed: boolean;
  let notifier: RunningNotifier;

  const writer: Pick<OutboxWriter, "list" | "delete"> = {
    list: async (channel, limit) => outbox.filter((row) => row.channel === channel).slice(0, limit),
    delete: async (ids) => {
      outbox = outbox.filter(({ id }) => !ids.includes(id));
    },
  };
  const storage: Pick<Storage, "command"> = {
    // The notifier uses nothing else of a transaction.
    command: ({ run }) => run({ outbox: writer } as Parameters<typeof run>[0]),
  };

  beforeEach(() => {
    [outbox, sent, logged, errors, isServerDown, isMailerClosed] = [[], [], [], [], false, false];
    notifier = createSmtpNotifier({
      storage,
      mailer: {
        async sendMail(mail) {
          if (isServerDown) throw new Error("the mail server is down");
          sent.push(mail);
        },
        close() {
          isMailerClosed = true;
        },
      },
      from: "roster@example.com",
      sms: createLogNotifier((entry) => logged.push(entry)),
      onError: (error) => errors.push(error),
      retryMs: 20,
    });
  });
  afterEach(() => notifier.close());

  it("sends a mail and takes it out of the outbox", async () => {
    outbox.push(message("1"), message("2"));
    notifier.notify(message("1"));
    await notifier.close();
    expect(sent).toContainEqual({
      from: "roster@example.com",
      to: "gigi@example.com",
      subject: "Verify your email address",
      text: "The code: ABC234",
    });
    expect(outbox.map(({ id }) => id)).toEqual(["2"]);
    expect(isMailerClosed).toBe(true);
  });

  it("tries again what was not sent, until it is", async () => {
    isServerDown = true;
    outbox.push(message("1"));
    notifier.notify(message("1"));
    await expect.poll(() => errors.length).toBeGreaterThan(1);
    expect(outbox).toHaveLength(1);
    isServerDown = false;
    await expect.poll(() => outbox).toEqual([]);
    expect(sent).toHaveLength(1);
  });

  it("sends what another process left behind, and drops what no code can hold for", async () => {
    outbox.push(message("old", { creationTimeUs: (Date.now() - 73 * 3_600_000) * 1000 }), message("left"));
    await expect.poll(() => outbox).toEqual([]);
    expect(sent).toHaveLength(1);
  });

  it("hands messages to phones on, and leaves them in the outbox", async () => {
    const sms = message("1", { channel: "sms", recipient: "+41791234567" });
    outbox.push(sms);
    notifier.notify(sms);
    expect(logged).toEqual([
      { userId: "7", purpose: "email", channel: "sms", recipient: "+41791234567", text: "The code: ABC234" },
    ]);
    await notifier.close();
    expect(sent).toEqual([]);
    expect(outbox).toEqual([sms]);
  });

  it("takes nothing more once it is closed", async () => {
    await notifier.close();
    notifier.notify(message("1"));
    expect(sent).toEqual([]);
  });
});
