import { withErrors } from "../handlers.ts";
import { type ErrorFamily, findAdobeError, toConnectError } from "./errors.ts";

/** The handlers with errors as this interface spells them. */
export const withErrorsOf = <Handlers extends Parameters<typeof withErrors>[0]>(
  family: ErrorFamily,
  handlers: Handlers,
): Handlers =>
  withErrors(handlers, (error) => {
    const known = findAdobeError(error);
    return known && toConnectError(known, family);
  });
