import { Code, ConnectError } from "@connectrpc/connect";

const shownMaxLength = 60;

/** The error for a request that cannot become a message: InvalidArgument, which HTTP callers get as 400. */
export function createInvalidArgument(message: string): ConnectError {
  return new ConnectError(message, Code.InvalidArgument);
}

/** Text from a request as an error message shows it: quoted, without control characters, and no longer than needed. */
export function quoteInput(text: string): string {
  const shown = text.length > shownMaxLength ? `${text.slice(0, shownMaxLength)}...` : text;
  return JSON.stringify(shown);
}
