import type { MessageInitShape } from "@bufbuild/protobuf";
import { Gender as GenderPb, type HumanProfileSchema } from "../../../../gen/zitadel/user/v2/human_pb.ts";
import { AccessTokenType, type MachineUserSchema } from "../../../../gen/zitadel/user/v2/machine_pb.ts";
import {
  type HumanUserSchema,
  type UserSchema,
  UserState as UserStatePb,
} from "../../../../gen/zitadel/user/v2/user_pb.ts";
import type { Gender, Human, HumanProfile, Machine, UserRow, UserState } from "../../../directory/model.ts";
import { loginNamesOf } from "../../../directory/users.ts";
import { toDetails } from "./object-v2.ts";
import { toTimestamp } from "./time.ts";
import type { StateNumbers } from "./user-query.ts";

const stateNumbers: Readonly<Record<UserState, UserStatePb>> = {
  initial: UserStatePb.INITIAL,
  active: UserStatePb.ACTIVE,
  inactive: UserStatePb.INACTIVE,
  locked: UserStatePb.LOCKED,
};

/** The states by their numbers in the newer interface. Others no user can have. */
export const v2States: StateNumbers = {
  [UserStatePb.INITIAL]: "initial",
  [UserStatePb.ACTIVE]: "active",
  [UserStatePb.INACTIVE]: "inactive",
  [UserStatePb.LOCKED]: "locked",
};

/** The protobuf form of a user's history. */
export const toUserDetailsV2 = (user: UserRow) => ({
  creationDate: toTimestamp(user.creationTimeUs),
  ...toDetails({ sequence: user.sequence, changeTimeUs: user.changeTimeUs, resourceOwner: user.orgId }),
});

/** The protobuf form of a user. */
export function toUserV2(user: UserRow): MessageInitShape<typeof UserSchema> {
  const loginNames = loginNamesOf(user);
  const shared = {
    userId: user.id,
    state: stateNumbers[user.state],
    username: user.userName,
    loginNames: [...loginNames],
    preferredLoginName: loginNames[0],
  };
  return {
    details: toUserDetailsV2(user),
    // Not spread: nothing is to be added behind a spread where there are many (bench/README.md, "What V8 does slowly").
    type:
      user.kind.type === "human"
        ? { case: "human", value: Object.assign(toHumanUser(user.kind), shared) }
        : { case: "machine", value: toMachineUser(user.kind) },
    ...shared,
  };
}

const toHumanUser = (human: Human): MessageInitShape<typeof HumanUserSchema> => ({
  profile: toHumanProfile(human),
  email: { email: human.email, isVerified: human.isEmailVerified },
  phone: { phone: human.phone, isVerified: human.isPhoneVerified },
  passwordChangeRequired: human.isPasswordChangeRequired,
  passwordChanged: human.passwordChangeTimeUs === undefined ? undefined : toTimestamp(human.passwordChangeTimeUs),
});

/** Optional fields are set also when they are empty: readers of the newer interface rely on it. */
const toHumanProfile = (profile: HumanProfile): MessageInitShape<typeof HumanProfileSchema> => ({
  givenName: profile.firstName,
  familyName: profile.lastName,
  nickName: profile.nickName,
  displayName: profile.displayName,
  preferredLanguage: profile.preferredLanguage,
  gender: genderNumbers[profile.gender],
});

const toMachineUser = (machine: Machine): MessageInitShape<typeof MachineUserSchema> => ({
  name: machine.name,
  description: machine.description,
  hasSecret: machine.secretHash !== undefined,
  accessTokenType: machine.accessTokenType === "jwt" ? AccessTokenType.JWT : AccessTokenType.BEARER,
});

const genderNumbers: Readonly<Record<Gender, GenderPb>> = {
  unspecified: GenderPb.UNSPECIFIED,
  female: GenderPb.FEMALE,
  male: GenderPb.MALE,
  diverse: GenderPb.DIVERSE,
};

const genders: Readonly<Record<number, Gender>> = {
  [GenderPb.FEMALE]: "female",
  [GenderPb.MALE]: "male",
  [GenderPb.DIVERSE]: "diverse",
};

/** A profile of which fields may be missing. */
interface ProfileMessage {
  readonly givenName?: string | undefined;
  readonly familyName?: string | undefined;
  readonly nickName?: string | undefined;
  readonly displayName?: string | undefined;
  readonly preferredLanguage?: string | undefined;
  readonly gender?: GenderPb | undefined;
}

/** The fields of a profile that a message states. A gender that the enum does not have is none. */
export const fromPartialProfile = (profile: ProfileMessage): Partial<HumanProfile> => ({
  ...(profile.givenName === undefined ? {} : { firstName: profile.givenName }),
  ...(profile.familyName === undefined ? {} : { lastName: profile.familyName }),
  ...(profile.nickName === undefined ? {} : { nickName: profile.nickName }),
  ...(profile.displayName === undefined ? {} : { displayName: profile.displayName }),
  ...(profile.preferredLanguage === undefined ? {} : { preferredLanguage: profile.preferredLanguage }),
  ...(profile.gender === undefined ? {} : { gender: genders[profile.gender] ?? "unspecified" }),
});

/** The profile of a new human. */
export const fromNewProfile = (profile: ProfileMessage | undefined): HumanProfile => ({
  firstName: "",
  lastName: "",
  nickName: "",
  displayName: "",
  preferredLanguage: "",
  gender: "unspecified",
  ...fromPartialProfile(profile ?? {}),
});
