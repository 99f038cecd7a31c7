import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type DescMethod, fromJson, getOption, type JsonValue } from "@bufbuild/protobuf";
import { createValidator } from "@bufbuild/protovalidate";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { http } from "../../gen/google/api/annotations_pb.ts";
import { type Access, access } from "../../gen/roster/access/v1/access_pb.ts";
import { listMatches } from "../../scripts/openapi/document.ts";
import { documentedFaces } from "../../scripts/openapi/faces/index.ts";
import { projectFolder } from "../support/built-program.ts";
import { documentOf } from "../support/documented.ts";
import { asArray, asObject, read } from "../support/json-values.ts";
import { listServices } from "./services.ts";

/** A path without the names of its variables. */
const shapeOf = (path: string): string => path.replace(/\{[^}]*\}/g, "{}");

/** The routes that the options of an RPC name, read without the transcoder. */
function listRoutes(method: DescMethod, prefix: string): readonly string[] {
  const rule = getOption(method, http);
  return [rule, ...rule.additionalBindings].flatMap(({ pattern }) => {
    if (pattern.case === undefined) return [];
    const [verb, path] =
      pattern.case === "custom" ? [pattern.value.kind, pattern.value.path] : [pattern.case, pattern.value];
    return [`${verb.toUpperCase()} ${shapeOf(prefix + path)}`];
  });
}

const validator = createValidator();

it("there is a document for each face, and for nothing else", () => {
  const names = documentedFaces.map(({ name }) => `${name}.json`);
  expect(readdirSync(join(projectFolder, "docs/openapi")).sort()).toEqual([...names].sort());
});

for (const face of documentedFaces) {
  const document = documentOf(face.name);

  describe(`the document of ${face.name}`, () => {
    it("is valid OpenAPI 3.1", async () => {
      const { valid, errors } = await new Validator().validate(structuredClone(document.json));
      expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
      expect(document.json["openapi"]).toMatch(/^3\.1\./);
    });

    it("refers to nothing that it does not have", () => {
      const refs = [...JSON.stringify(document.json).matchAll(/"\$ref":"(#[^"]+)"/g)].map(([, ref = ""]) => ref);
      expect(refs.length).toBeGreaterThan(0);
      expect([...new Set(refs)].filter((ref) => Object.keys(read(document.json, ref)).length === 0)).toEqual([]);
    });

    it("has every route of every RPC of its services, and no other", () => {
      const wanted = listServices(face.name).flatMap((service) => {
        const prefix = face.services.find(({ service: { typeName } }) => typeName === service.typeName)?.prefix ?? "";
        return service.methods.flatMap((method) => listRoutes(method, prefix));
      });
      const documented = document.operations.map(({ method, path }) => `${method} ${shapeOf(path)}`);
      expect([...documented].sort()).toEqual([...wanted].sort());
    });

    it("says of every operation who may call", () => {
      const rules = new Map<string, Access["rule"]>(
        listServices(face.name).flatMap((service) =>
          service.methods.map(
            (method) => [`${service.typeName}/${method.name}`, getOption(method, access).rule] as const,
          ),
        ),
      );
      for (const { operation } of document.operations) {
        const rule = rules.get(String(operation["x-rpc"]));
        const [needs = {}] = asArray(operation["security"]).map(asObject);
        const names = Object.values(needs).flatMap((roles) => asArray(roles));
        expect({
          rpc: operation["x-rpc"],
          isPublic: Object.keys(needs).length === 0,
          names: [...new Set(names)],
        }).toEqual({
          rpc: operation["x-rpc"],
          isPublic: rule?.case === "public",
          names: rule?.case === "permission" ? [rule.value] : [],
        });
      }
    });

    it("describes every operation and has an id for each", () => {
      const ids = document.operations.map(({ operation }) => operation["operationId"]);
      expect(new Set(ids).size).toBe(ids.length);
      expect(document.operations.filter(({ operation }) => operation["summary"] === "")).toEqual([]);
    });

    for (const match of listMatches(face)) {
      const { method, binding } = match;
      if (binding.body.kind !== "message" || match.dialect.codec.accept !== "application/json") continue;
      const found = document.operations.find(
        ({ operation }) => operation["x-rpc"] === `${method.parent.typeName}/${method.name}`,
      );
      if (found === undefined) continue;
      it(`has an example for ${method.name} that can be sent, and calls required what is`, () => {
        const content = asObject(asObject(asObject(found.operation["requestBody"])["content"])["application/json"]);
        const example = asObject(content["example"]);
        const inPath = Object.fromEntries(binding.variables.map(({ variable }) => [variable.path, "1"]));
        const isAccepted = (json: Readonly<Record<string, JsonValue>>) =>
          validator.validate(method.input, fromJson(method.input, { ...json, ...inPath })).kind === "valid";
        expect(document.describeBodyMisfit(found, example)).toBe("");
        expect(isAccepted(example)).toBe(true);
        for (const key of Object.keys(example)) {
          const { [key]: _, ...rest } = example;
          expect({ key, isAccepted: isAccepted(rest) }).toEqual({
            key,
            isAccepted: document.describeBodyMisfit(found, rest) === "",
          });
        }
      });
    }
  });
}
