import {
  type DescEnum,
  type DescField,
  type DescMessage,
  type DescMethod,
  getOption,
  toBinary,
} from "@bufbuild/protobuf";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { MethodOptionsSchema } from "@bufbuild/protobuf/wkt";
import { ManagementService as Upstream } from "@zitadel/proto/zitadel/management_pb.js";
import { describe, expect, it } from "vitest";
import { http } from "../../gen/google/api/annotations_pb.ts";
import { access } from "../../gen/roster/access/v1/access_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";

// The published descriptors are an independent witness: what they say is what ZITADEL's clients send.

/** Everything about a message that decides over its bytes and its JSON. */
const describeMessage = (message: DescMessage) => message.fields.map(describeField).sort((a, b) => a.number - b.number);

const describeField = (field: DescField) => ({
  name: field.name,
  jsonName: field.jsonName,
  number: field.number,
  kind: field.fieldKind,
  type: typeOf(field),
  presence: field.presence,
  oneof: field.oneof?.name,
});

function typeOf(field: DescField): string | number | undefined {
  if (field.message !== undefined) return field.message.typeName;
  if (field.enum !== undefined) return field.enum.typeName;
  return field.scalar;
}

const describeEnum = (descriptor: DescEnum) => descriptor.values.map(({ name, number }) => ({ name, number }));

/** Every message and enum that a message reaches. */
function reach(message: DescMessage, found = new Map<string, DescMessage | DescEnum>()) {
  if (found.has(message.typeName)) return found;
  found.set(message.typeName, message);
  for (const field of message.fields) {
    if (field.enum !== undefined) found.set(field.enum.typeName, field.enum);
    if (field.message !== undefined) reach(field.message, found);
  }
  return found;
}

const upstreamTypes = new Map(Upstream.methods.flatMap(({ input, output }) => [...reach(input), ...reach(output)]));
const types = new Map(ManagementService.methods.flatMap(({ input, output }) => [...reach(input), ...reach(output)]));

/** Upstream's access option: extension 50000 of the method's options, field 1 the permission, field 2 the check field. */
function readUpstreamAccess(method: DescMethod): { permission: string; checkField: string } {
  const access = { permission: "", checkField: "" };
  const options = method.proto.options;
  if (options === undefined) return access;
  const reader = new BinaryReader(toBinary(MethodOptionsSchema, options));
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (number !== 50_000) {
      reader.skip(wireType, number);
      continue;
    }
    const end = reader.uint32() + reader.pos;
    while (reader.pos < end) {
      const [inner] = reader.tag();
      const text = reader.string();
      if (inner === 1) access.permission = text;
      if (inner === 2) access.checkField = text;
    }
  }
  return access;
}

function readAccess(method: DescMethod): { permission: string; checkField: string } {
  const { rule, checkField } = getOption(method, access);
  const permission = rule.case === "permission" ? rule.value : rule.case === "authenticated" ? "authenticated" : "";
  return { permission, checkField };
}

describe("compatibility with ZITADEL's published descriptors", () => {
  for (const method of ManagementService.methods) {
    const upstream = Upstream.methods.find(({ name }) => name === method.name);

    it(`${method.name} has upstream's request, response and kind`, () => {
      expect({
        input: method.input.typeName,
        output: method.output.typeName,
        kind: method.methodKind,
      }).toEqual({ input: upstream?.input.typeName, output: upstream?.output.typeName, kind: upstream?.methodKind });
    });

    it(`${method.name} has upstream's HTTP binding below /management/v1`, () => {
      if (upstream === undefined) throw new Error("upstream has no such RPC");
      const { pattern, body } = getOption(upstream, http);
      const ours = getOption(method, http);
      expect(ours.body).toBe(body);
      expect(ours.pattern).toMatchObject({ case: pattern.case, value: `/management/v1${String(pattern.value)}` });
    });

    it(`${method.name} asks for upstream's permission`, () => {
      if (upstream === undefined) throw new Error("upstream has no such RPC");
      expect(readAccess(method)).toEqual(readUpstreamAccess(upstream));
    });
  }

  for (const [typeName, type] of types) {
    if (typeName.startsWith("google.")) continue;
    it(`${typeName} is upstream's`, () => {
      const upstream = upstreamTypes.get(typeName);
      if (type.kind === "enum") {
        if (upstream?.kind !== "enum") throw new Error("upstream has no such enum");
        expect(describeEnum(type)).toEqual(describeEnum(upstream));
      } else {
        if (upstream?.kind !== "message") throw new Error("upstream has no such message");
        expect(describeMessage(type)).toEqual(describeMessage(upstream));
      }
    });
  }
});
