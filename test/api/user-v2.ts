import type { DescMessage, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import type { AddHumanUserRequestSchema } from "../../gen/zitadel/user/v2/human_pb.ts";
import type { HumanUser, User } from "../../gen/zitadel/user/v2/user_pb.ts";
import { UserService } from "../../gen/zitadel/user/v2/user_service_pb.ts";
import type { OrgInTest } from "./org-in-test.ts";
import { unique } from "./unique.ts";
import type { Caller } from "./world.ts";

/** The RPCs of the newer user interface. */
export const v2 = UserService.method;

type Init<Schema extends DescMessage> = Exclude<MessageInitShape<Schema>, MessageShape<Schema>>;

/** Request of AddHumanUser. */
export type NewHumanV2 = Init<typeof AddHumanUserRequestSchema>;

/** A password that fits the policy. */
export const goodPassword = "Secret-1";

/** A human that passes all rules. */
export const newHumanV2 = (overrides: Partial<NewHumanV2> = {}): NewHumanV2 => ({
  username: unique("human-"),
  profile: { givenName: "Gigi", familyName: "Giraffe" },
  email: { email: `${unique("gigi-")}@example.com` },
  ...overrides,
});

/** Adds a human to the organization, and answers its id. */
export const addHumanV2 = async (org: OrgInTest, overrides?: Partial<NewHumanV2>): Promise<string> =>
  (await org.ok(v2.addHumanUser, newHumanV2(overrides))).userId;

/** The user, as the caller reads it. */
export async function getUserV2(caller: Caller, userId: string): Promise<User> {
  const { user } = await caller.ok(v2.getUserByID, { userId });
  if (user === undefined) throw new Error("the answer holds no user");
  return user;
}

/** The human, as the caller reads it. */
export async function getHumanV2(caller: Caller, userId: string): Promise<HumanUser> {
  const { type } = await getUserV2(caller, userId);
  if (type.case !== "human") throw new Error("the user is no human");
  return type.value;
}
