import { create, type DescMessage, type Message } from "@bufbuild/protobuf";
import fc from "fast-check";
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
import { arbitraryMessage } from "./arbitrary-message.ts";

/** The messages of our services. */
const typesOfServices: readonly DescMessage[] = [ManagementService, UserService, OrgService].flatMap(({ methods }) =>
  methods.flatMap(({ input, output }) => [input, output]),
);

/** These, and some that have all kinds of fields. */
const sampleTypes: ReadonlySet<DescMessage> = new Set<DescMessage>([
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

/** Has arbitrary messages of all sample types taken, and gives the share of those of our services that were. */
export function shareOfTaken(take: (desc: DescMessage, message: Message) => unknown): number {
  let takenCount = 0;
  let count = 0;
  for (const desc of sampleTypes) {
    const isOurs = typesOfServices.includes(desc);
    fc.assert(
      fc.property(arbitraryMessage(desc), (message) => {
        const taken = take(desc, message);
        if (!isOurs) return;
        count++;
        if (taken !== undefined) takenCount++;
      }),
      { numRuns: 10 },
    );
  }
  return takenCount / count;
}
