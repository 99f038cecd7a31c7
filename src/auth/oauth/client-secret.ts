import type { Dependencies } from "../../directory/dependencies.ts";
import { DomainError } from "../../directory/errors.ts";
import { hashOfNothing, verifyPassword } from "../../directory/password.ts";
import { isMachine, type MachineRow } from "../../directory/user-aggregate.ts";
import { everyOrg } from "../../storage/contract/index.ts";
import type { ConcurrencyLimit } from "../concurrency-limit.ts";
import { canLogIn } from "../user-login.ts";

/** A client that says who it is. */
export interface ClientCredentials {
  /** The login name of a machine. */
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The machine with these credentials. */
export type VerifyClientSecret = (credentials: ClientCredentials) => Promise<MachineRow>;

/**
 * The check of client secrets.
 *
 * Fails with `clientInvalid` for whatever is wrong. Every check takes as long as a hash does, also for clients that do
 * not exist, so that nobody learns which do; and no more run at the same time than there are places.
 */
export const createVerifyClientSecret =
  ({ storage }: Pick<Dependencies, "storage">, hashingLimit: ConcurrencyLimit): VerifyClientSecret =>
  async ({ clientId, clientSecret }) => {
    if (clientId === "" || clientSecret === "") throw new DomainError("clientInvalid");
    const user = await storage.reader.users.findByUserName(everyOrg, clientId);
    const secretHash = isMachine(user) ? user.kind.secretHash : undefined;
    const isRight = await hashingLimit(() => verifyPassword(secretHash ?? hashOfNothing, clientSecret));
    if (!isRight || secretHash === undefined || !isMachine(user) || !canLogIn(user.state)) {
      throw new DomainError("clientInvalid");
    }
    return user;
  };
