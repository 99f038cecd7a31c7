/** A message in the form a mail server gets it. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Hands mails to a mail server. */
export interface Mailer {
  /** Resolves once the server took the mail. */
  sendMail(mail: Mail): Promise<unknown>;
  /** Closes its connections. */
  close(): void;
}

/** A mailer for the server of an `smtp://` or `smtps://` URL. Connects when the first mail is sent. */
export async function openMailer(url: string): Promise<Mailer> {
  // Imported where mail is sent, and nowhere else.
  const { createTransport } = await import("nodemailer");
  return createTransport(url);
}
