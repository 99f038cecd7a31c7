import {
  type DescEnum,
  type DescField,
  type DescMessage,
  type DescMethod,
  type DescOneof,
  type DescService,
  getOption,
  hasOption,
  type JsonValue,
  toJson,
} from "@bufbuild/protobuf";
import { required, rules, FieldRulesSchema as UpstreamRulesSchema } from "@zitadel/proto/validate/validate_pb.js";
import { AdminService as UpstreamAdminService } from "@zitadel/proto/zitadel/admin_pb.js";
import { AuthService as UpstreamAuthService } from "@zitadel/proto/zitadel/auth_pb.js";
import { ManagementService as UpstreamManagementService } from "@zitadel/proto/zitadel/management_pb.js";
import { auth_option } from "@zitadel/proto/zitadel/options_pb.js";
import { options } from "@zitadel/proto/zitadel/protoc_gen_zitadel/v2/options_pb.js";
import { UserService as UpstreamUserService } from "@zitadel/proto/zitadel/user/v2/user_service_pb.js";
import { describe, expect, it } from "vitest";
import { FieldRulesSchema, field as fieldRules, oneof as oneofRules } from "../../gen/buf/validate/validate_pb.ts";
import { http } from "../../gen/google/api/annotations_pb.ts";
import { access } from "../../gen/roster/access/v1/access_pb.ts";
import { AdminService } from "../../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../../gen/zitadel/user/v2/user_service_pb.ts";

// The published descriptors are an independent witness: what they say is what ZITADEL's clients send. Roster serves
// parts of these services, and what it serves differs in nothing: there is no list of exceptions.

type Counterparts = {
  readonly ours: DescService;
  readonly upstream: DescService;
  /** RPCs that Roster serves. */
  readonly count: number;
  /** What ZITADEL's gateway puts before the paths of the descriptors. */
  readonly prefix: string;
  readonly readUpstreamAccess: (method: DescMethod) => Access;
};

const services: readonly Counterparts[] = [
  {
    ours: ManagementService,
    upstream: UpstreamManagementService,
    count: 117,
    prefix: "/management/v1",
    readUpstreamAccess: readAuthOption,
  },
  {
    ours: AdminService,
    upstream: UpstreamAdminService,
    count: 10,
    prefix: "/admin/v1",
    readUpstreamAccess: readAuthOption,
  },
  {
    ours: AuthService,
    upstream: UpstreamAuthService,
    count: 13,
    prefix: "/auth/v1",
    readUpstreamAccess: readAuthOption,
  },
  { ours: UserService, upstream: UpstreamUserService, count: 22, prefix: "", readUpstreamAccess: readOptions },
];

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

const typesOf = (all: readonly DescService[]) =>
  new Map(
    all
      .flatMap((service) => service.methods)
      .flatMap(({ input, output }) => [...reach(input), ...reach(output)])
      .filter(([typeName]) => !typeName.startsWith("google.")),
  );

const types = typesOf(services.map(({ ours }) => ours));
const upstreamTypes = typesOf(services.map(({ upstream }) => upstream));

type Access = { readonly permission: string; readonly checkField: string; readonly orgField: string };

/** v1's access option. Its check field is spelled as in Go: `ProjectId`. */
function readAuthOption(method: DescMethod): Access {
  const { permission, checkFieldName } = getOption(method, auth_option);
  const checkField = checkFieldName.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
  return { permission, checkField, orgField: "" };
}

/** v2's access option, which is part of a larger one. */
function readOptions(method: DescMethod): Access {
  const { permission = "", orgField = "" } = getOption(method, options).authOption ?? {};
  return { permission, checkField: "", orgField };
}

function readAccess(method: DescMethod): Access {
  const { rule, checkField, orgField } = getOption(method, access);
  const permission = rule.case === "permission" ? rule.value : rule.case === "authenticated" ? "authenticated" : "";
  return { permission, checkField, orgField };
}

/** The rules of a message's fields and oneofs, by name, as protovalidate spells them. */
function describeRules(
  message: DescMessage,
  readField: (field: DescField) => JsonValue | undefined,
  isRequired: (oneof: DescOneof) => boolean,
): Record<string, JsonValue> {
  const found: Record<string, JsonValue> = {};
  for (const field of message.fields) {
    const rule = readField(field);
    if (rule !== undefined) found[field.name] = rule;
  }
  for (const oneof of message.oneofs) if (isRequired(oneof)) found[oneof.name] = { required: true };
  return found;
}

const readRules = (field: DescField) =>
  hasOption(field, fieldRules) ? toJson(FieldRulesSchema, getOption(field, fieldRules)) : undefined;

/** Upstream's rules are protoc-gen-validate's, which names two of them otherwise and knows one that says nothing. */
function readUpstreamRules(field: DescField): JsonValue | undefined {
  if (!hasOption(field, rules)) return undefined;
  const { message, string: text, ...others } = toJson(UpstreamRulesSchema, getOption(field, rules));
  const { ignoreEmpty, minLen, ...rest } = text ?? {};
  return {
    ...others,
    ...(message?.required === true && { required: true }),
    ...(ignoreEmpty === true && { ignore: "IGNORE_IF_ZERO_VALUE" }),
    ...(text !== undefined && { string: { ...rest, ...(minLen !== undefined && minLen !== "0" && { minLen }) } }),
  };
}

describe("compatibility with ZITADEL's published descriptors", () => {
  for (const { ours, upstream: upstreamService, count, prefix, readUpstreamAccess } of services) {
    it(`${ours.typeName} has ${count} of upstream's RPCs`, () => {
      expect(ours.typeName).toBe(upstreamService.typeName);
      expect(ours.methods).toHaveLength(count);
    });

    for (const method of ours.methods) {
      const upstream = upstreamService.methods.find(({ name }) => name === method.name);
      const name = `${ours.name}.${method.name}`;

      it(`${name} has upstream's request, response and kind`, () => {
        expect({
          input: method.input.typeName,
          output: method.output.typeName,
          kind: method.methodKind,
        }).toEqual({ input: upstream?.input.typeName, output: upstream?.output.typeName, kind: upstream?.methodKind });
      });

      it(`${name} has upstream's HTTP binding below "${prefix}"`, () => {
        if (upstream === undefined) throw new Error("upstream has no such RPC");
        expect(hasOption(method, http)).toBe(hasOption(upstream, http));
        if (!hasOption(upstream, http)) return;
        const { pattern, body, additionalBindings } = getOption(upstream, http);
        const binding = getOption(method, http);
        expect(binding.pattern).toMatchObject({ case: pattern.case, value: `${prefix}${String(pattern.value)}` });
        expect(binding.body).toBe(body);
        expect(binding.additionalBindings).toEqual(additionalBindings);
      });

      it(`${name} asks for upstream's permission`, () => {
        if (upstream === undefined) throw new Error("upstream has no such RPC");
        expect(readAccess(method)).toEqual(readUpstreamAccess(upstream));
      });
    }
  }

  it("answers 200 to every JSON call, as upstream does", () => {
    const codes = UserService.methods.map(({ name }) => {
      const upstream = UpstreamUserService.methods.find((method) => method.name === name);
      return upstream === undefined ? undefined : (getOption(upstream, options).httpResponse?.successCode ?? 200);
    });
    expect(new Set(codes)).toEqual(new Set([200]));
  });

  for (const [typeName, type] of types) {
    const upstream = upstreamTypes.get(typeName);

    it(`${typeName} is upstream's`, () => {
      if (type.kind === "enum") {
        if (upstream?.kind !== "enum") throw new Error("upstream has no such enum");
        expect(describeEnum(type)).toEqual(describeEnum(upstream));
      } else {
        if (upstream?.kind !== "message") throw new Error("upstream has no such message");
        expect(describeMessage(type)).toEqual(describeMessage(upstream));
      }
    });

    if (type.kind === "enum") continue;
    it(`${typeName} has upstream's validation rules`, () => {
      if (upstream?.kind !== "message") throw new Error("upstream has no such message");
      const isRequired = (oneof: DescOneof) => getOption(oneof, oneofRules).required;
      const isUpstreamRequired = (oneof: DescOneof) => getOption(oneof, required);
      expect(describeRules(type, readRules, isRequired)).toEqual(
        describeRules(upstream, readUpstreamRules, isUpstreamRequired),
      );
    });
  }
});
