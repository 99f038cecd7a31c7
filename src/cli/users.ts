import { timestampMs } from "@bufbuild/protobuf/wkt";
import { TextQueryMethod } from "../../gen/zitadel/object/v2/object_pb.ts";
import { type User, UserState } from "../../gen/zitadel/user/v2/user_pb.ts";
import type { RosterClient } from "../client/index.ts";
import type { Argument } from "./command.ts";
import { forPeople } from "./for-people.ts";
import type { Facts } from "./output.ts";

/** The argument of commands about one user. */
export const userArgument: Argument = { name: "USER", description: "Login name or id of the user." };

/** The user of any organization with this id or, else, this login name. Fails for people when there is none. */
export async function findUser({ users }: RosterClient, loginOrId: string): Promise<User> {
  const { result } = await users.listUsers({
    queries: [
      {
        query: {
          case: "orQuery",
          value: {
            queries: [
              { query: { case: "inUserIdsQuery", value: { userIds: [loginOrId] } } },
              {
                query: {
                  case: "loginNameQuery",
                  value: { loginName: loginOrId, method: TextQueryMethod.EQUALS_IGNORE_CASE },
                },
              },
            ],
          },
        },
      },
    ],
  });
  const user = result.find(({ userId }) => userId === loginOrId) ?? result[0];
  if (user === undefined)
    throw forPeople(`There is no user with the login name or the id ${JSON.stringify(loginOrId)}.`);
  return user;
}

/** The organization that owns a user. */
export const orgIdOf = (user: User): string => user.details?.resourceOwner ?? "";

/** What is shown of a user. */
export function factsOfUser(user: User): Facts {
  const { details, type } = user;
  return {
    id: user.userId,
    userName: user.username,
    kind: type.case,
    state: stateNames[user.state],
    name: type.case === "human" ? type.value.profile?.displayName : type.value?.name,
    email: type.case === "human" ? type.value.email?.email : undefined,
    isEmailVerified: type.case === "human" ? type.value.email?.isVerified : undefined,
    phone: type.case === "human" ? type.value.phone?.phone || undefined : undefined,
    description: type.case === "machine" ? type.value.description || undefined : undefined,
    orgId: details?.resourceOwner,
    created: details?.creationDate && new Date(timestampMs(details.creationDate)).toISOString(),
    changed: details?.changeDate && new Date(timestampMs(details.changeDate)).toISOString(),
  };
}

const stateNames: Readonly<Record<UserState, string>> = {
  [UserState.UNSPECIFIED]: "unspecified",
  [UserState.ACTIVE]: "active",
  [UserState.INACTIVE]: "inactive",
  [UserState.DELETED]: "deleted",
  [UserState.LOCKED]: "locked",
  [UserState.INITIAL]: "initial",
};
