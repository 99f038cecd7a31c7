/**
 * The port cannot be opened, or the certificate cannot be used. The message is for the person who starts the server and
 * says what to do; the cause is Node's own error.
 */
export class ListenError extends Error {
  override readonly name = "ListenError";
  /** Marks the message as complete without a stack trace. */
  readonly isForPeople = true;
}

/** Turns what `listen` failed with into a {@link ListenError}. */
export function createListenError(cause: unknown, host: string, port: number): ListenError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} is in use by another program. Stop that one, or choose another port; 0 takes a free one.`,
    EACCES: `this user may not open port ${port}. Ports below 1024 often need special rights; choose a higher one.`,
    EADDRNOTAVAIL:
      "this machine has no such address. Use 127.0.0.1 for this machine only, or 0.0.0.0 for every address.",
    ENOTFOUND: "the name cannot be resolved to an address.",
    EAI_AGAIN: "the name cannot be resolved to an address.",
  };
  const reason = reasons[String(code)] ?? (cause instanceof Error ? cause.message : String(cause));
  return new ListenError(`Cannot listen on ${host}, port ${port}: ${reason}`, { cause });
}
