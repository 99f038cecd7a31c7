import { create, type MessageInitShape, toBinary, toJsonString } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import {
  type AddHumanUserRequestSchema,
  UpdateHumanProfileRequestSchema,
  UpdateHumanProfileResponseSchema,
} from "../gen/zitadel/management/v1/human_pb.ts";
import { ManagementService } from "../gen/zitadel/management/v1/management_pb.ts";
import { Gender } from "../gen/zitadel/user/v1/user_pb.ts";

/** The token of the administrator of every directory that is measured. */
export const adminToken = "bench-administrator-0123456789abcdefghijklmnopqrstuvwxyz";

/** The RPC that most cases call. */
export const updateHumanProfile = ManagementService.method.updateHumanProfile;

/** Its path over gRPC, gRPC-Web and Connect. */
export const updateHumanProfilePath = `/${ManagementService.typeName}/${updateHumanProfile.name}`;

/** The user that is updated where nobody looks it up. */
export const userIdAtOnce = "318838604669387137";

/** A profile as people have it; another nick name makes it an update that changes something. */
export const profileUpdate = (
  userId: string,
  nickName: string,
): MessageInitShape<typeof UpdateHumanProfileRequestSchema> => ({
  userId,
  firstName: "Philippa",
  lastName: "Vandermeer",
  nickName,
  displayName: "Philippa Vandermeer",
  preferredLanguage: "en",
  gender: Gender.FEMALE,
});

/** A human with the fields that most callers set, and no password: hashing one is slow on purpose. */
export const newHuman = (name: string): MessageInitShape<typeof AddHumanUserRequestSchema> => ({
  userName: name,
  profile: {
    firstName: "Philippa",
    lastName: "Vandermeer",
    nickName: "pip",
    displayName: "Philippa Vandermeer",
    preferredLanguage: "en",
    gender: Gender.FEMALE,
  },
  email: { email: `${name}@people.example`, isEmailVerified: true },
});

/** What handlers answer that return at once. */
export const answerAtOnce = create(UpdateHumanProfileResponseSchema, {
  details: {
    sequence: 42n,
    changeDate: timestampFromDate(new Date(1_700_000_000_123)),
    resourceOwner: "318838604669321601",
  },
});

/** The answer as JSON writes it. */
export const answerAtOnceJson = {
  details: { sequence: "42", changeDate: "2023-11-14T22:13:20.123Z", resourceOwner: "318838604669321601" },
};

const requestAtOnce = create(UpdateHumanProfileRequestSchema, profileUpdate(userIdAtOnce, "pip-1"));

/** The update as a gRPC message: an envelope of five bytes, then protobuf. */
export function grpcBodyAtOnce(): Uint8Array {
  const message = toBinary(UpdateHumanProfileRequestSchema, requestAtOnce);
  const body = new Uint8Array(5 + message.length);
  new DataView(body.buffer).setUint32(1, message.length);
  body.set(message, 5);
  return body;
}

/** The update as JSON. */
export const jsonBodyAtOnce = (): string => toJsonString(UpdateHumanProfileRequestSchema, requestAtOnce);

/** Length of the gRPC answer with its envelope. */
export const grpcAnswerLength = 5 + toBinary(UpdateHumanProfileResponseSchema, answerAtOnce).length;
