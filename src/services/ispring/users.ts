import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { LearnService } from "../../../gen/ispring/learn/v1/learn_service_pb.ts";
import type { UserProfileSchema } from "../../../gen/ispring/learn/v1/user_pb.ts";
import { ownCallerOf } from "../../auth/context.ts";
import type { AccountUser } from "../../directory/accounts/users.ts";
import type { Directory } from "../../directory/directory.ts";
import { DomainError } from "../../directory/errors.ts";
import type { GroupId } from "../../directory/model.ts";
import { LearnError } from "./errors.ts";
import { parseFieldsXml } from "./fields-xml.ts";
import { createLearnIds, type LearnIds } from "./ids.ts";
import { formatIdList, parseIdList, parseRole, requireText } from "./parameters.ts";

/** RPCs about users. */
export function createUserRpcs({ accountUsers, aliases }: Directory) {
  const ids = createLearnIds(aliases);
  return {
    async listUsers({ organizationId, groupId }, context) {
      const orgId = organizationId === "" ? undefined : await ids.findOrg(organizationId);
      const group = groupId === "" ? undefined : await ids.findGroup(groupId);
      // Nobody is in what is not there.
      const isNowhere = (organizationId !== "" && orgId === undefined) || (groupId !== "" && group === undefined);
      const users = isNowhere ? [] : await accountUsers.list(ownCallerOf(context), { orgId, groupId: group });
      return { users: { userProfile: await toUserProfiles(ids, users) } };
    },
    async getUser({ userId }, context) {
      const user = await accountUsers.get(ownCallerOf(context), await ids.findUser(userId));
      return { userProfile: (await toUserProfiles(ids, [user]))[0] };
    },
    async createUser(request, context) {
      let groups: readonly string[] = [];
      const { id, refusedGroups } = await accountUsers.add(ownCallerOf(context), async () => {
        groups = parseIdList(request.groups);
        return {
          // Accounts that identify users by login have no other field for it.
          email: requireText(request.email),
          login: request.login.trim() === "" ? undefined : request.login.trim(),
          password: request.password === "" ? undefined : request.password,
          role: parseRole(request.role),
          orgId: request.organizationId === "" ? undefined : ((await ids.findOrg(request.organizationId)) ?? "unknown"),
          sendsMessage: parseFlag(request.sendLoginEmail, true),
          groups: await findGroups(ids, groups),
        };
      });
      const [userId = 0] = await ids.numbersOf("user", [id]);
      return { userId, exceededGroups: formatIdList(groups, refusedGroups) };
    },
    async updateUser(request, context) {
      let groups: readonly string[] = [];
      let fields: ReadonlyMap<string, string> = new Map();
      try {
        const refused = await accountUsers.update(
          ownCallerOf(context),
          await ids.findUser(request.userId),
          async () => {
            fields = parseFields(request.fieldsXml);
            groups = parseIdList(request.groups);
            const role = parseRole(request.role);
            const orgId = request.organizationId === "" ? undefined : await ids.findOrg(request.organizationId);
            if (request.organizationId !== "" && orgId === undefined) throw new LearnError("badRequest");
            return { fields, role, orgId, groups: await findGroups(ids, groups) };
          },
        );
        return { exceededGroups: formatIdList(groups, refused) };
      } catch (error) {
        throw inWordsOfUpdate(error, fields);
      }
    },
    async setUserPassword({ userId, password }, context) {
      await accountUsers.setPassword(ownCallerOf(context), await ids.findUser(userId), password);
      return {};
    },
    async setUserStatus({ userId, status, deactivationDate }, context) {
      await accountUsers.setStatus(ownCallerOf(context), await ids.findUser(userId), () => ({
        isActive: parseStatus(status),
        deactivationDay: deactivationDate.trim() === "" ? undefined : deactivationDate.trim(),
      }));
      return {};
    },
    async deleteUser({ userId }, context) {
      await accountUsers.remove(ownCallerOf(context), await ids.findUser(userId));
      return {};
    },
  } satisfies Partial<ServiceImpl<typeof LearnService>>;
}

function parseFields(document: string): ReadonlyMap<string, string> {
  const fields = document === "" ? undefined : parseFieldsXml(document);
  if (fields === undefined) throw new LearnError("badRequest");
  return fields;
}

/** A value that must be unique and is not: on a change this interface says which one, and calls it a bad request. */
function inWordsOfUpdate(error: unknown, fields: ReadonlyMap<string, string>): unknown {
  if (!(error instanceof DomainError)) return error;
  const name = takenField(error);
  if (name === undefined) return error;
  const text = `Invalid value ${fields.get(name) ?? ""}. Field ${name} must be unique.`;
  return new LearnError("badRequest", { text, cause: error });
}

function takenField({ errorName, field }: DomainError): string | undefined {
  switch (errorName) {
    case "accountEmailTaken":
      return "email";
    case "userAlreadyExists":
      return "login";
    case "profileFieldTaken":
      return field;
    default:
      return undefined;
  }
}

const findGroups = (ids: LearnIds, groups: readonly string[]): Promise<readonly (GroupId | undefined)[]> =>
  Promise.all(groups.map((group) => ids.findGroup(group)));

function parseStatus(text: string): boolean {
  const status = text.trim();
  if (status === "1") return true;
  if (status === "3") return false;
  throw new LearnError("statusInvalid", { text: `User status must be 1 or 3, ${status} given` });
}

function parseFlag(text: string, missing: boolean): boolean {
  switch (text.trim()) {
    case "":
      return missing;
    case "0":
      return false;
    case "1":
      return true;
    default:
      throw new LearnError("badRequest");
  }
}

async function toUserProfiles(
  ids: LearnIds,
  users: readonly AccountUser[],
): Promise<MessageInitShape<typeof UserProfileSchema>[]> {
  const userIds = await ids.numbersOf(
    "user",
    users.map(({ id }) => id),
  );
  const orgIds = await ids.numbersOf(
    "org",
    users.map(({ orgId }) => orgId),
  );
  const allGroupIds = [...new Set(users.flatMap(({ groupIds }) => groupIds))];
  const groupNumbers = await ids.numbersOf("group", allGroupIds);
  const numberOfGroup = new Map(allGroupIds.map((id, index) => [id, groupNumbers[index] ?? 0]));
  return users.map((user, index) => ({
    userId: userIds[index] ?? 0,
    status: user.isActive ? 1 : 3,
    role: user.role,
    organizationId: orgIds[index] ?? 0,
    ...(user.deactivationDay === undefined ? {} : { deactivationDate: user.deactivationDay }),
    groups: { id: user.groupIds.map((id) => numberOfGroup.get(id) ?? 0) },
    fields: Object.fromEntries(user.fields),
  }));
}
