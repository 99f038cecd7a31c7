import { create, type DescMessage, type Message } from "@bufbuild/protobuf";
import { OrgService } from "../../gen/roster/org/v1/org_service_pb.ts";
import {
  UpdateHumanProfileRequestSchema,
  UpdateHumanProfileResponseSchema,
} from "../../gen/zitadel/management/v1/human_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { ListUsersResponseSchema } from "../../gen/zitadel/management/v1/user_pb.ts";
import { UserService } from "../../gen/zitadel/user/v2/user_service_pb.ts";
import { ABitOfEverythingSchema } from "../gen/transcoding/examples_pb.ts";
import { ParameterValuesSchema, Proto3MessageSchema } from "../gen/transcoding/fields_pb.ts";

/** The messages of our services. */
export const typesOfServices: readonly DescMessage[] = [ManagementService, UserService, OrgService].flatMap(
  ({ methods }) => methods.flatMap(({ input, output }) => [input, output]),
);

/** These, and some that have all kinds of fields. */
export const sampleTypes: ReadonlySet<DescMessage> = new Set<DescMessage>([
  ABitOfEverythingSchema,
  ParameterValuesSchema,
  Proto3MessageSchema,
  ...typesOfServices,
]);

const user = {
  id: "287654321098765432",
  details: { sequence: 1n, changeDate: { seconds: 1_790_000_000n, nanos: 123 } },
  loginNames: ["ada@example.com"],
  type: {
    case: "human" as const,
    value: { profile: { firstName: "Ada", lastName: "Lovelace" }, email: { email: "a@b.c" } },
  },
};

/** Messages as calls have them. */
export const ordinaryMessages: readonly (readonly [DescMessage, Message])[] = [
  [
    UpdateHumanProfileRequestSchema,
    create(UpdateHumanProfileRequestSchema, { userId: "1", firstName: "Adé", gender: 1 }),
  ],
  [
    UpdateHumanProfileResponseSchema,
    create(UpdateHumanProfileResponseSchema, { details: { sequence: 1n, changeDate: { seconds: 5n, nanos: 3 } } }),
  ],
  [ListUsersResponseSchema, create(ListUsersResponseSchema, { result: Array.from({ length: 100 }, () => user) })],
];
