// `roster/client` in browsers, and wherever else there is `fetch` and no Node.
import { openBrowserConnection } from "./browser-connection.ts";
import { createClientFactory, type RosterClient, type RosterClientOptions } from "./roster-client.ts";

export * from "./exports.ts";

/**
 * A typed client of a Roster, or ZITADEL, server: every service over Connect or gRPC-Web, with token, organization,
 * deadline, and repeats of safe calls. Calls reject with Connect's `ConnectError`; see `rosterErrorOf()`.
 *
 * Nothing is sent before the first call.
 */
export const createRosterClient: (options: RosterClientOptions) => RosterClient =
  createClientFactory(openBrowserConnection);
