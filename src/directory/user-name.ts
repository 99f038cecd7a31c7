import type { OrgId, OrgReader, UserId, UserRow } from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { DomainError } from "./errors.ts";
import { lockUser } from "./external-management.ts";
import type { NewEvent, ObjectDetails } from "./history.ts";
import { changeUser, userKey } from "./user-aggregate.ts";

/**
 * Refuses a user name that ends in `@` and a verified domain of another organization, with `userNameDomainReserved`:
 * whoever reads such a name would take its user for one of theirs.
 */
export async function assertUserNameDomainFree(
  orgs: Pick<OrgReader, "findVerifiedDomainOwner">,
  userName: string,
  ownOrgId: OrgId,
): Promise<void> {
  const at = userName.lastIndexOf("@");
  if (at < 0) return;
  const owner = await orgs.findVerifiedDomainOwner(userName.slice(at + 1));
  if (owner !== undefined && owner !== ownOrgId) throw new DomainError("userNameDomainReserved");
}

/** What the history says of another user name; nothing of the same one. */
export const renamingEvents = (user: UserRow, userName: string): readonly NewEvent[] =>
  userName === user.userName
    ? []
    : [{ type: "user.username.changed", payload: { userName, oldUserName: user.userName } }];

/** The user name without white space around it; `userNameBlank` when nothing is left. */
export function verifyUserName(text: string): string {
  const userName = text.trim();
  if (userName === "") throw new DomainError("userNameBlank");
  return userName;
}

/**
 * Gives a user, human or machine, another name, trimmed.
 * Fails with `userNameBlank`, `userNameNotFound`, `userNameNotChanged` (compared with regard to case),
 * `userNameDomainReserved`, `userAlreadyExists`.
 */
export async function renameUser(
  dependencies: Dependencies,
  caller: Caller,
  id: UserId,
  newName: string,
): Promise<ObjectDetails> {
  const userName = verifyUserName(newName);
  return runCommand(
    dependencies,
    {
      keys: [userKey(id)],
      async run(tx) {
        const user = await lockUser(tx, caller, id);
        if (user === undefined) throw new DomainError("userNameNotFound");
        if (user.userName === userName) throw new DomainError("userNameNotChanged");
        await assertUserNameDomainFree(tx.orgs, userName, user.orgId);
        return changeUser(tx, user, {
          caller,
          timeUs: dependencies.clock(),
          fields: { userName },
          events: renamingEvents(user, userName),
        });
      },
    },
    { "user-name": "userAlreadyExists" },
  );
}
