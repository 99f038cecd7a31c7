import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConnectError } from "@connectrpc/connect";
import { createRosterClient, type RosterClient } from "../client/index.ts";
import { clientSettings } from "../config/client-settings.ts";
import type { OptionTable, OptionValues } from "../config/option.ts";
import { openLocalDirectory } from "../local-client.ts";
import { StorageInUseError } from "../storage/contract/index.ts";
import { describeApiError } from "./api-error.ts";
import type { CommandCall } from "./command.ts";
import { describeFailure } from "./describe-failure.ts";
import { forPeople } from "./for-people.ts";
import { storageOptions } from "./storage-options.ts";

/** The options of every command that reads or changes the directory: where it is. */
export const directoryOptions = { ...clientSettings, ...storageOptions };

/** What a {@link withDirectory} call needs to know. */
type DirectoryCall = Pick<CommandCall<OptionTable>, "io"> & {
  readonly values: OptionValues<typeof directoryOptions>;
};

/**
 * Does something with the directory: over the wire when the server's address is given, else on the storage itself.
 * Errors of calls become errors for people.
 */
export async function withDirectory<Result>(
  call: DirectoryCall,
  work: (client: RosterClient) => Promise<Result>,
): Promise<Result> {
  const { client, close } = await openClient(call);
  try {
    return await work(client);
  } catch (error) {
    throw error instanceof ConnectError ? forPeople(describeApiError(error, call.values.url), error) : error;
  } finally {
    await close();
  }
}

interface OpenClient {
  readonly client: RosterClient;
  close(): Promise<void>;
}

async function openClient({ values, io }: DirectoryCall): Promise<OpenClient> {
  const { url } = values;
  if (url !== undefined) {
    // Over HTTP/1.1, which every proxy carries.
    const client = createRosterClient({ baseUrl: url, token: await findToken(url, values), protocol: "connect" });
    return { client, close: async () => client.close() };
  }
  try {
    return await openLocalDirectory(values, { onFault: (cause) => io.err(describeFailure(cause)) });
  } catch (error) {
    if (!(error instanceof StorageInUseError)) throw error;
    throw forPeople(
      `${error.message}. If it is a server, do this through it: give its address with --url or ROSTER_URL.`,
      error,
    );
  }
}

/** The token that was given, or, for a server on this machine only, the administrator's in the data folder. */
async function findToken(url: string, { token, data }: DirectoryCall["values"]): Promise<string> {
  if (token !== undefined) return token;
  const file = join(data, "admin.token");
  if (!isOfThisMachine(url)) throw forPeople(`A token is missing: set ROSTER_TOKEN to one that is good at ${url}.`);
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    throw forPeople(
      `A token is missing: set ROSTER_TOKEN, or name the server's own folder with --data (${file} cannot be read).`,
      error,
    );
  }
}

const isOfThisMachine = (url: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
