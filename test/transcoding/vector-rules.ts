import { create, createFileRegistry, type DescMethod } from "@bufbuild/protobuf";
import {
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
} from "@bufbuild/protobuf/wkt";
import { expect } from "vitest";
import { compileHttpBinding } from "../../src/transcoding/http-binding.ts";
import { listHttpRoutes } from "../../src/transcoding/http-rule.ts";
import type { Vector } from "./vector.ts";
import { runEndToEnd } from "./vector-exchange.ts";
import { parseRule } from "./vector-services.ts";

/** Runs a vector that verifies a rule against the fields of a request. */
export function runRuleValidation(vector: Vector): void {
  if (vector.requestFields === undefined) {
    // The expectation holds a request that the rule has to route.
    const { request } = vector.expect;
    const { method, path, message } = request as { method: string; path: string; message: Record<string, string> };
    runEndToEnd({ ...vector, method, path, expect: { status: 200, request: message } });
    return;
  }
  const rpc = createRpc(vector.requestFields);
  const problems: string[] = [];
  const routes = listHttpRoutes(parseRule(vector.rule ?? {}), problems);
  const bindings = routes.map((route) => compileHttpBinding(rpc, route, problems));
  expect(problems.length === 0, problems.join()).toBe(vector.expect.valid);
  expect(bindings.every((binding) => binding !== undefined)).toBe(vector.expect.valid);
}

function createRpc(fields: Readonly<Record<string, string>>): DescMethod {
  const field = Object.entries(fields).map(([name, type], i) => createField(name, type, i + 1));
  const optional = field.filter((f) => f.proto3Optional);
  for (const [i, f] of optional.entries()) f.oneofIndex = i;
  const file = create(FileDescriptorProtoSchema, {
    name: "rule.proto",
    package: "rule",
    syntax: "proto3",
    messageType: [
      { name: "Nested", field: [createField("id", "string", 1)] },
      { name: "Request", field, oneofDecl: optional.map((f) => ({ name: `_${f.name}` })) },
    ],
    service: [{ name: "Service", method: [{ name: "Call", inputType: ".rule.Request", outputType: ".rule.Nested" }] }],
  });
  const method = createFileRegistry(file, () => undefined).getService("rule.Service")?.methods[0];
  if (method === undefined) throw new Error("the descriptor has no RPC");
  return method;
}

function createField(name: string, type: string, number: number): FieldDescriptorProto {
  const common = { name, number, label: FieldDescriptorProto_Label.OPTIONAL, jsonName: name };
  switch (type) {
    case "message":
      return create(FieldDescriptorProtoSchema, {
        ...common,
        type: FieldDescriptorProto_Type.MESSAGE,
        typeName: ".rule.Nested",
      });
    case "bool":
      return create(FieldDescriptorProtoSchema, { ...common, type: FieldDescriptorProto_Type.BOOL });
    default:
      return create(FieldDescriptorProtoSchema, {
        ...common,
        type: FieldDescriptorProto_Type.STRING,
        proto3Optional: type.startsWith("optional "),
      });
  }
}
