import type { ServiceImpl } from "@connectrpc/connect";
import type { IdentityService } from "../../../gen/camunda/identity/v7/identity_service_pb.ts";
import { callerOf, ownCallerOf } from "../../auth/context.ts";
import type { PasswordLogin } from "../../auth/password-login.ts";
import type { Caller } from "../../directory/caller.ts";
import type { Directory } from "../../directory/directory.ts";
import { DomainError } from "../../directory/errors.ts";
import type { UserId, UserRow } from "../../directory/model.ts";
import { fromPathText } from "./engine.ts";
import { camundaError, doesNotExist } from "./errors.ts";
import { orNull, verifyBodyId, verifyNewId, verifyText } from "./ids.ts";
import { collectionOperations, openOperations } from "./links.ts";
import { listPart, parseOrder } from "./paging.ts";
import { toUserFilters, userColumns } from "./user-query.ts";

/** The human as this interface shows it. */
export const toProfile = ({ userName, kind }: UserRow) => ({
  id: userName,
  ...(kind.type === "human"
    ? { firstName: orNull(kind.firstName), lastName: orNull(kind.lastName), email: orNull(kind.email) }
    : {}),
});

/** RPCs about users. */
export function createUserRpcs(directory: Directory, logIn: PasswordLogin) {
  const { users, plainHumans, humanPasswords, externalManagement } = directory;

  async function getHuman(caller: Caller, pathId: string) {
    const id = fromPathText(pathId);
    const human = await plainHumans.find(caller, id);
    if (human === undefined) throw doesNotExist("User", id);
    return human;
  }

  return {
    async listUsers(request, context) {
      const caller = callerOf(context);
      const order = parseOrder(userColumns, request.sortBy, request.sortOrder);
      const filters = await toUserFilters(directory, caller, request);
      const { sortBy, isAscending } = order ?? { sortBy: "userName", isAscending: true };
      const found = await listPart(request, (page) => users.list(caller, { filters, sortBy, isAscending, page }));
      return { users: found.map(toProfile) };
    },
    async countUsers(request, context) {
      const caller = callerOf(context);
      const filters = await toUserFilters(directory, caller, request);
      const page = { offset: 0, limit: 1 };
      const { total } = await users.list(caller, { filters, sortBy: "id", isAscending: true, page });
      return { count: BigInt(total) };
    },
    async createUser({ user }, context) {
      const caller = callerOf(context);
      await externalManagement.assertManagedHere(caller);
      const { profile, credentials } = user ?? {};
      const { id } = profile ?? {};
      if (id === undefined) {
        throw camundaError("invalidRequest", "request object must provide profile information with valid id.");
      }
      await plainHumans.add(caller, {
        userName: verifyNewId("User", id),
        firstName: verifyText("firstName", profile?.firstName),
        lastName: verifyText("lastName", profile?.lastName),
        email: verifyText("email", profile?.email),
        password: credentials?.password ?? "",
      });
      return {};
    },
    async getUserProfile({ userId }, context) {
      return { profile: toProfile(await getHuman(callerOf(context), userId)) };
    },
    async updateUserProfile({ userId, profile }, context) {
      const caller = callerOf(context);
      await externalManagement.assertManagedHere(caller);
      const human = await getHuman(caller, userId);
      verifyBodyId(human.userName, profile?.id);
      await plainHumans.update(caller, human.id, {
        firstName: verifyText("firstName", profile?.firstName),
        lastName: verifyText("lastName", profile?.lastName),
        email: verifyText("email", profile?.email),
      });
      return {};
    },
    async updateUserCredentials({ userId, credentials }, context) {
      const caller = callerOf(context);
      await externalManagement.assertManagedHere(caller);
      if (caller.userId !== "") {
        const own = await users.get(ownCallerOf(context), caller.userId);
        const shown = { login: own.userName, password: credentials?.authenticatedUserPassword ?? "" };
        if ((await logIn(shown, { kind: "user-name", face: caller.face })) === undefined) {
          throw camundaError("invalidRequest", "The given authenticated user password is not valid.");
        }
      }
      const human = await getHuman(caller, userId);
      const text = credentials?.password;
      // Nothing is set, as in Camunda, where a null leaves the password.
      if (text !== undefined) await humanPasswords.set(caller, human.id, { text, isChangeRequired: false });
      return {};
    },
    async unlockUser({ userId }, context) {
      const caller = callerOf(context);
      await externalManagement.assertManagedHere(caller);
      const human = await plainHumans.find(caller, fromPathText(userId));
      if (human === undefined) return {};
      if (human.state === "locked") await unlock(caller, human.id);
      await plainHumans.forgetLoginFailures(caller, human.id);
      return {};
    },
    async deleteUser({ userId }, context) {
      const caller = callerOf(context);
      await externalManagement.assertManagedHere(caller);
      const human = await plainHumans.find(caller, fromPathText(userId));
      if (human !== undefined) await unless("userRemoveNotFound", users.remove(caller, human.id));
      return {};
    },
    async getUserOperations({ engine }, context) {
      const operations = collectionOperations("/user", "user.write");
      return { links: await openOperations(directory, callerOf(context), engine, context, operations) };
    },
    async getUserResourceOperations({ engine, userId }, context) {
      const path = `/user/${encodeURIComponent(userId)}`;
      return {
        links: await openOperations(directory, callerOf(context), engine, context, [
          { method: "GET", path: `${path}/profile`, rel: "self" },
          { method: "DELETE", path, rel: "delete", permission: "user.delete" },
          { method: "PUT", path: `${path}/profile`, rel: "update", permission: "user.write" },
        ]),
      };
    },
  } satisfies Partial<ServiceImpl<typeof IdentityService>>;

  /** Somebody may have unlocked or removed the user meanwhile, which is as good. */
  function unlock(caller: Caller, id: UserId): Promise<unknown> {
    return unless("userUnlockNotFound", unless("userUnlockState", users.unlock(caller, id)));
  }
}

/** What a call answers; nothing when it was refused for this reason, which here is a success. */
export async function unless<Result>(
  name: DomainError["errorName"],
  call: Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof DomainError && error.errorName === name) return undefined;
    throw error;
  }
}
