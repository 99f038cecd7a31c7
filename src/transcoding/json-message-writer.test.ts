import { create, createRegistry, type DescMessage, type Message, toJson } from "@bufbuild/protobuf";
import { AnySchema, anyPack, GeneratedCodeInfoSchema, TimestampSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OrgService } from "../../gen/roster/org/v1/org_service_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../../gen/zitadel/user/v2/user_service_pb.ts";
import { UserSchema } from "../../test/gen/transcoding/directory_pb.ts";
import { ABitOfEverythingSchema } from "../../test/gen/transcoding/examples_pb.ts";
import { ParameterValuesSchema, Proto3MessageSchema } from "../../test/gen/transcoding/fields_pb.ts";
import { arbitraryMessage } from "../../test/support/arbitrary-message.ts";
import { createJsonMessageWriter, type JsonMessageWriterOptions } from "./json-message-writer.ts";

const options: readonly JsonMessageWriterOptions[] = [
  {},
  { alwaysEmitImplicit: true },
  { enumAsInteger: true },
  { useProtoFieldName: true },
];

const types: readonly DescMessage[] = [
  ABitOfEverythingSchema,
  UserSchema,
  TimestampSchema,
  // Presence of its own for every field, in the old syntax.
  GeneratedCodeInfoSchema,
  ...[ManagementService, UserService, OrgService].flatMap(({ methods }) => methods.map(({ output }) => output)),
];

describe("createJsonMessageWriter()", () => {
  it.each(options)("writes what toJson() says, with %o", (each) => {
    for (const desc of new Set(types)) {
      const write = createJsonMessageWriter(desc, each);
      fc.assert(
        fc.property(arbitraryMessage(desc), (message) => {
          expect(write(message)).toBe(JSON.stringify(toJson(desc, message, each)));
        }),
        { numRuns: 15 },
      );
    }
  });

  const written: readonly {
    readonly desc: DescMessage;
    readonly init: Record<string, unknown>;
    readonly want: string;
  }[] = [
    { desc: UserSchema, init: {}, want: "{}" },
    { desc: UserSchema, init: { id: 'a"\\\n\u2028\ud800' }, want: '{"id":"a\\"\\\\\\n\u2028\\ud800"}' },
    { desc: UserSchema, init: { state: 77 }, want: '{"state":77}' },
    { desc: ABitOfEverythingSchema, init: { floatValue: Number.NaN }, want: '{"floatValue":"NaN"}' },
    { desc: ABitOfEverythingSchema, init: { floatValue: -1 / 0 }, want: '{"floatValue":"-Infinity"}' },
    { desc: ABitOfEverythingSchema, init: { floatValue: -0 }, want: '{"floatValue":0}' },
    { desc: TimestampSchema, init: { seconds: -62_135_596_800n }, want: '"0001-01-01T00:00:00Z"' },
    { desc: TimestampSchema, init: { nanos: 1_000_000 }, want: '"1970-01-01T00:00:00.001Z"' },
    { desc: TimestampSchema, init: { nanos: 1_000 }, want: '"1970-01-01T00:00:00.000001Z"' },
    { desc: TimestampSchema, init: { nanos: 1 }, want: '"1970-01-01T00:00:00.000000001Z"' },
  ];
  it.each(written)("writes $want", ({ desc, init, want }) => {
    const message: Message = create(desc, init);
    expect(createJsonMessageWriter(desc, undefined)(message)).toBe(want);
    expect(JSON.stringify(toJson(desc, message))).toBe(want);
  });

  it("leaves to toJson() what has a form of its own", () => {
    const registry = createRegistry(UserSchema);
    const any = anyPack(UserSchema, create(UserSchema, { id: "1" }));
    expect(createJsonMessageWriter(AnySchema, { registry })(any)).toBe(
      JSON.stringify(toJson(AnySchema, any, { registry })),
    );
    const values = create(Proto3MessageSchema, { wrapperInt64Value: 7n, fieldmaskValue: { paths: ["a_b"] } });
    expect(createJsonMessageWriter(Proto3MessageSchema, {})(values)).toBe(
      JSON.stringify(toJson(Proto3MessageSchema, values)),
    );
    const parameters = create(ParameterValuesSchema, { durationValue: {}, nestedMap: {} } as never);
    expect(createJsonMessageWriter(ParameterValuesSchema, {})(parameters)).toBe(
      JSON.stringify(toJson(ParameterValuesSchema, parameters)),
    );
  });

  const unfit: readonly { readonly desc: DescMessage; readonly init: Record<string, unknown> }[] = [
    { desc: UserSchema, init: { id: 1 } },
    { desc: UserSchema, init: { state: "STATE_ACTIVE" } },
    { desc: ABitOfEverythingSchema, init: { floatValue: "1" } },
    { desc: TimestampSchema, init: { seconds: 253_402_300_800n } },
    { desc: TimestampSchema, init: { nanos: -1 } },
    { desc: TimestampSchema, init: { nanos: 1_000_000_000 } },
  ];
  it.each(unfit)("throws for $desc.typeName with what does not fit it: $init", ({ desc, init }) => {
    const message: Message = create(desc, init);
    expect(() => createJsonMessageWriter(desc, {})(message)).toThrow("cannot encode");
    expect(() => toJson(desc, message)).toThrow("cannot encode");
  });
});
