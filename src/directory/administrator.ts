import {
  everyOrg,
  type InstanceRow,
  type OrgId,
  type TokenId,
  type Transaction,
  tokenId,
  type UserId,
  type UserRow,
  userId,
} from "../storage/contract/index.ts";
import type { Caller } from "./caller.ts";
import { runCommand } from "./command.ts";
import type { Dependencies } from "./dependencies.ts";
import { neverUs } from "./expiration.ts";
import { appendEvents } from "./history.ts";
import { deleteToken, hashToken, insertToken } from "./personal-access-tokens.ts";
import { userKey, userOccasion } from "./user-aggregate.ts";

/** The process itself as a caller: what start-up does is in the history without an editor. */
export const systemCaller = (orgId: OrgId): Caller => ({
  userId: userId(""),
  orgId,
  face: "system",
  permissions: "all",
});

/** The machine that start-up makes, and its token. */
export interface Administrator {
  /** Whether this is the administrator's token, good now. */
  hasToken(instance: InstanceRow, token: string): Promise<boolean>;
  /** Gives the administrator this token in place of the one that start-up gave it before. */
  replaceToken(instance: InstanceRow, token: string): Promise<void>;
}

/** The rules of the administrator. */
export const createAdministrator = (dependencies: Dependencies): Administrator => ({
  async hasToken(instance, token) {
    const owner = await dependencies.storage.reader.tokens.findOwner(hashToken(token));
    return owner?.userId === instance.adminUserId && owner.expirationTimeUs > dependencies.clock();
  },
  async replaceToken(instance, token) {
    const id = tokenId(dependencies.newId());
    const caller = systemCaller(instance.defaultOrgId);
    const timeUs = dependencies.clock();
    await runCommand(dependencies, {
      keys: [userKey(instance.adminUserId), "instance"],
      async run(tx) {
        const user = await tx.users.lock(everyOrg, instance.adminUserId);
        if (user === undefined) return;
        const previous = await tx.tokens.find(user.id, instance.adminTokenId);
        const lastSequence =
          previous === undefined ? user.lastSequence : await deleteToken(tx, caller, user, previous.id, timeUs);
        const newToken = { id, token, expirationTimeUs: neverUs };
        await insertToken(tx, caller, { ...user, lastSequence }, newToken, timeUs);
        await tx.instance.setAdminToken(id);
      },
    });
  },
});

/** Stores the administrator with its first token, in the command that sets the instance up. */
export async function insertAdministrator(
  tx: Transaction,
  caller: Caller,
  administrator: { readonly id: UserId; readonly userName: string; readonly tokenId: TokenId; readonly token: string },
  timeUs: number,
): Promise<void> {
  const { id, userName, token } = administrator;
  const name = "Administrator";
  const description = "Made at the first start";
  const row: UserRow = {
    id,
    orgId: caller.orgId,
    state: "active",
    userName,
    sequence: 1,
    lastSequence: 1,
    creationTimeUs: timeUs,
    changeTimeUs: timeUs,
    kind: { type: "machine", name, description, accessTokenType: "bearer", secretHash: undefined },
  };
  await tx.users.insert(row);
  await appendEvents(tx, { caller, timeUs }, userOccasion({ ...row, lastSequence: 0 }), [
    { type: "user.machine.added", payload: { userName, name, description } },
  ]);
  await insertToken(tx, caller, row, { id: administrator.tokenId, token, expirationTimeUs: neverUs }, timeUs);
}
