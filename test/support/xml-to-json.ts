import { createRequire } from "node:module";
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { asObject } from "./json-values.ts";

/** What is used of saxes, whose own types do not hold in strict projects. */
interface Parser {
  on(event: "error", tell: (error: Error) => void): void;
  on(event: "opentag", tell: (tag: { readonly name: string }) => void): void;
  on(event: "text", tell: (text: string) => void): void;
  on(event: "closetag", tell: () => void): void;
  write(text: string): Parser;
  close(): void;
}

const { SaxesParser }: { readonly SaxesParser: new () => Parser } = createRequire(import.meta.url)("saxes");

interface XmlElement {
  readonly name: string;
  readonly children: XmlElement[];
  text: string;
}

/**
 * An XML document as the JSON that its schema is about (OpenAPI 3.1, "XML Object"): an array is as many elements as it
 * has items, an element of integers is a number. Throws when it is not well-formed, or the root has another name.
 *
 * @param resolve The schema that a reference is to.
 */
export function xmlToJson(xml: string, schema: JsonObject, resolve: (ref: string) => JsonObject): JsonValue {
  const root = parseXml(xml);
  const { name } = asObject(schema["xml"]);
  if (root.name !== name) throw new Error(`the root element is ${root.name}, not ${String(name)}`);
  return toJson(root, schema, resolve);
}

function toJson(element: XmlElement, given: JsonObject, resolve: (ref: string) => JsonObject): JsonValue {
  const schema = typeof given["$ref"] === "string" ? resolve(given["$ref"]) : given;
  switch (schema["type"]) {
    case "object":
      return toObject(element, schema, resolve);
    case "integer":
      return Number(element.text);
    case "boolean":
      return element.text === "true";
    default:
      return element.text;
  }
}

function toObject({ children }: XmlElement, schema: JsonObject, resolve: (ref: string) => JsonObject): JsonObject {
  const properties = asObject(schema["properties"]);
  const json: JsonObject = {};
  for (const child of children) {
    const property = asObject(properties[child.name] ?? schema["additionalProperties"] ?? {});
    if (property["type"] === "array") {
      const items = json[child.name];
      json[child.name] = [...(Array.isArray(items) ? items : []), toJson(child, asObject(property["items"]), resolve)];
    } else if (child.name in json) throw new Error(`the element ${child.name} is there twice`);
    else json[child.name] = toJson(child, property, resolve);
  }
  return json;
}

function parseXml(xml: string): XmlElement {
  const document: XmlElement = { name: "", children: [], text: "" };
  const open = [document];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name }) => {
    const element: XmlElement = { name, children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on("closetag", () => open.pop());
  parser.write(xml).close();
  const [root] = document.children;
  if (root === undefined) throw new Error("the document has no element");
  return root;
}
