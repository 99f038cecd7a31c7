import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  AccessTokenType as AccessTokenTypePb,
  type EmailSchema,
  Gender as GenderPb,
  type HumanSchema,
  type MachineSchema,
  type PersonalAccessTokenSchema,
  type PhoneSchema,
  type ProfileSchema,
  Type,
  type UserSchema,
  UserState as UserStatePb,
} from "../../../../gen/zitadel/user/v1/user_pb.ts";
import type {
  AccessTokenType,
  Gender,
  Human,
  HumanProfile,
  Machine,
  TokenRow,
  UserRow,
  UserState,
} from "../../../directory/model.ts";
import { loginNamesOf } from "../../../directory/users.ts";
import { toDetailsOf } from "./object.ts";
import { toExpirationDate, toTimestamp } from "./time.ts";

/** The protobuf form of a user's history. */
export const toUserDetails = (user: UserRow) => toDetailsOf(user, user.orgId);

/** The protobuf form of a user. */
export function toUser(user: UserRow): MessageInitShape<typeof UserSchema> {
  const loginNames = loginNamesOf(user);
  return {
    id: user.id,
    details: toUserDetails(user),
    state: toUserState(user.state),
    userName: user.userName,
    loginNames: [...loginNames],
    preferredLoginName: loginNames[0],
    type:
      user.kind.type === "human"
        ? { case: "human", value: toHuman(user.kind) }
        : { case: "machine", value: toMachine(user.kind) },
  };
}

const toHuman = (human: Human): MessageInitShape<typeof HumanSchema> => ({
  profile: toProfile(human),
  email: toEmail(human),
  phone: toPhone(human),
  passwordChanged: human.passwordChangeTimeUs === undefined ? undefined : toTimestamp(human.passwordChangeTimeUs),
});

/** The protobuf form of an email address. */
export const toEmail = ({ email, isEmailVerified }: Human): MessageInitShape<typeof EmailSchema> => ({
  email,
  isEmailVerified,
});

/** The protobuf form of a phone number; it is there, empty, when there is none. */
export const toPhone = ({ phone, isPhoneVerified }: Human): MessageInitShape<typeof PhoneSchema> => ({
  phone,
  isPhoneVerified,
});

const toMachine = (machine: Machine): MessageInitShape<typeof MachineSchema> => ({
  name: machine.name,
  description: machine.description,
  hasSecret: machine.secretHash !== undefined,
  accessTokenType: machine.accessTokenType === "jwt" ? AccessTokenTypePb.JWT : AccessTokenTypePb.BEARER,
});

/** Which kind of user it is. */
export const toUserType = (user: UserRow): Type => (user.kind.type === "human" ? Type.HUMAN : Type.MACHINE);

/** The protobuf form of a profile. */
export const toProfile = (profile: HumanProfile): MessageInitShape<typeof ProfileSchema> => ({
  firstName: profile.firstName,
  lastName: profile.lastName,
  nickName: profile.nickName,
  displayName: profile.displayName,
  preferredLanguage: profile.preferredLanguage,
  gender: toGender(profile.gender),
});

/** The protobuf form of a personal access token. */
export const toPersonalAccessToken = (
  token: TokenRow,
  resourceOwner: UserRow["orgId"],
): MessageInitShape<typeof PersonalAccessTokenSchema> => ({
  id: token.id,
  details: toDetailsOf(token, resourceOwner),
  expirationDate: toExpirationDate(token.expirationTimeUs),
  scopes: [...token.scopes],
});

/** The profile that a message of six profile fields states. */
export const fromProfile = (message: Omit<HumanProfile, "gender"> & { readonly gender: GenderPb }): HumanProfile => ({
  firstName: message.firstName,
  lastName: message.lastName,
  nickName: message.nickName,
  displayName: message.displayName,
  preferredLanguage: message.preferredLanguage,
  gender: fromGender(message.gender),
});

/** The kind of access token; bearer for a number that the enum does not have. */
export const fromAccessTokenType = (type: AccessTokenTypePb): AccessTokenType =>
  type === AccessTokenTypePb.JWT ? "jwt" : "bearer";

function toUserState(state: UserState): UserStatePb {
  switch (state) {
    case "initial":
      return UserStatePb.INITIAL;
    case "active":
      return UserStatePb.ACTIVE;
    case "inactive":
      return UserStatePb.INACTIVE;
    case "locked":
      return UserStatePb.LOCKED;
  }
}

function toGender(gender: Gender): GenderPb {
  switch (gender) {
    case "unspecified":
      return GenderPb.UNSPECIFIED;
    case "female":
      return GenderPb.FEMALE;
    case "male":
      return GenderPb.MALE;
    case "diverse":
      return GenderPb.DIVERSE;
  }
}

/** The gender; unspecified for a number that the enum does not have, as ZITADEL takes it. */
function fromGender(gender: GenderPb): Gender {
  switch (gender) {
    case GenderPb.FEMALE:
      return "female";
    case GenderPb.MALE:
      return "male";
    case GenderPb.DIVERSE:
      return "diverse";
    default:
      return "unspecified";
  }
}
