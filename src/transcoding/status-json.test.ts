import { create, createRegistry, toBinary } from "@bufbuild/protobuf";
import { AnySchema, anyPack, DurationSchema, StringValueSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { BadRequestSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { StatusSchema } from "../../gen/google/rpc/status_pb.ts";
import { createStatusJson } from "./status-json.ts";

type Details = ConnectError["details"];

function createJson(details: Details, registry = createRegistry()) {
  const error = new ConnectError("no", Code.InvalidArgument);
  error.details = details;
  return createStatusJson(error, registry);
}

const badRequest = { fieldViolations: [{ field: "email", description: "is empty" }] };
const badRequestJson = { "@type": "type.googleapis.com/google.rpc.BadRequest", ...badRequest };
const encoded = toBinary(BadRequestSchema, create(BadRequestSchema, badRequest));

describe("createStatusJson()", () => {
  it("has the number of the code and the message without its prefix, and no empty details", () => {
    expect(createStatusJson(new ConnectError("user not found", Code.NotFound))).toEqual({
      code: 5,
      message: "user not found",
    });
  });

  it("prints a detail of this process without a registry", () => {
    expect(createJson([{ desc: BadRequestSchema, value: badRequest }])).toEqual({
      code: 3,
      message: "no",
      details: [badRequestJson],
    });
  });

  it("prints a detail that arrived encoded with the registry", () => {
    const details: Details = [{ type: "google.rpc.BadRequest", value: encoded }];
    expect(createJson(details, createRegistry(BadRequestSchema))).toMatchObject({ details: [badRequestJson] });
  });

  it("puts a message with a JSON form of its own under value", () => {
    expect(createJson([{ desc: DurationSchema, value: { seconds: 3n } }])).toMatchObject({
      details: [{ "@type": "type.googleapis.com/google.protobuf.Duration", value: "3s" }],
    });
    expect(createJson([{ desc: StringValueSchema, value: { value: "x" } }])).toMatchObject({
      details: [{ "@type": "type.googleapis.com/google.protobuf.StringValue", value: "x" }],
    });
  });

  it("shows type and bytes of a detail it does not know", () => {
    expect(createJson([{ type: "acme.Unknown", value: Uint8Array.of(8, 1) }])).toMatchObject({
      details: [{ "@type": "type.googleapis.com/acme.Unknown", value: "CAE=" }],
    });
  });

  it("shows type and bytes of a detail that cannot be decoded", () => {
    const details: Details = [{ type: "google.rpc.BadRequest", value: Uint8Array.of(0xff) }];
    expect(createJson(details, createRegistry(BadRequestSchema))).toMatchObject({
      details: [{ "@type": "type.googleapis.com/google.rpc.BadRequest", value: "/w==" }],
    });
  });

  it("shows type and bytes of a detail that holds an unknown type", () => {
    const inner = anyPack(BadRequestSchema, create(BadRequestSchema));
    const value = create(StatusSchema, { code: 1, details: [inner] });
    expect(createJson([{ desc: StatusSchema, value }])).toMatchObject({
      details: [{ "@type": "type.googleapis.com/google.rpc.Status", value: expect.any(String) }],
    });
    expect(createJson([{ desc: AnySchema, value: inner }])).toMatchObject({
      details: [{ "@type": "type.googleapis.com/google.protobuf.Any" }],
    });
  });

  it("shows the type of a detail that is broken", () => {
    const value = create(DurationSchema, { seconds: 1n });
    Object.assign(value, { seconds: "broken" });
    expect(createJson([{ desc: DurationSchema, value }])).toMatchObject({
      details: [{ "@type": "type.googleapis.com/google.protobuf.Duration" }],
    });
  });
});
