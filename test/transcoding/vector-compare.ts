import {
  type DescMessage,
  fromJson,
  type JsonObject,
  type JsonValue,
  type Message,
  ScalarType,
  toJson,
} from "@bufbuild/protobuf";
import { expect } from "vitest";
import { findField } from "../../src/transcoding/field-path.ts";

/** Expects a message that JSON describes, in whichever spelling and with or without unset fields. */
export function expectMessage(desc: DescMessage, actual: Message, expected: JsonObject): void {
  // Compared as JSON: messages with NaN in them do not equal themselves.
  const wanted = fromJson(desc, roundFloats(desc, expected));
  expect(toJson(desc, actual)).toEqual(toJson(desc, wanted));
}

/** Expects a body: the same JSON, or for JSON the same field of a message, or the same text. */
export function expectBody(desc: DescMessage, responseBody: string, actual: string, expected: string): void {
  const json = parseOrUndefined(expected);
  if (json === undefined) {
    expect(actual).toBe(expected);
    return;
  }
  const actualJson: JsonValue = JSON.parse(actual);
  if (responseBody === "" || Array.isArray(json) !== Array.isArray(actualJson)) expect(actualJson).toEqual(json);
  else expectMessage(desc, fromJson(desc, { [responseBody]: actualJson }), { [responseBody]: json });
}

function roundFloats(desc: DescMessage, json: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      const isFloat = findField(desc, key)?.scalar === ScalarType.FLOAT && typeof value === "number";
      return [key, isFloat ? Math.fround(value) : value];
    }),
  );
}

function parseOrUndefined(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
