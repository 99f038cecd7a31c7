import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import {
  createContentTooLarge,
  createMethodNotAllowed,
  createRouteNotFound,
  createUnsupportedContentEncoding,
  createUnsupportedMediaType,
  getErrorStatus,
  HttpError,
  toShownError,
} from "./http-error.ts";

describe("HttpError", () => {
  const cases = [
    { error: createRouteNotFound(), status: 404, code: Code.NotFound, message: "Not Found", headers: {} },
    {
      error: createMethodNotAllowed(["GET", "PUT"]),
      status: 405,
      code: Code.Unimplemented,
      message: "Method Not Allowed",
      headers: { allow: "GET, PUT" },
    },
    {
      error: createContentTooLarge(1024),
      status: 413,
      code: Code.ResourceExhausted,
      message: "the request body is larger than 1024 bytes",
      headers: {},
    },
    {
      error: createUnsupportedMediaType("no", "application/json"),
      status: 415,
      code: Code.InvalidArgument,
      message: "no",
      headers: { accept: "application/json" },
    },
    { error: createUnsupportedMediaType("no"), status: 415, code: Code.InvalidArgument, message: "no", headers: {} },
    {
      error: createUnsupportedContentEncoding("br"),
      status: 415,
      code: Code.InvalidArgument,
      message: 'the content encoding "br" is not supported, send the body as it is',
      headers: { "accept-encoding": "identity" },
    },
  ];
  for (const { error, status, code, message, headers } of cases) {
    it(`has the status ${status}: ${message}`, () => {
      expect({
        status: getErrorStatus(error),
        code: error.code,
        message: error.rawMessage,
        headers: error.headers,
      }).toEqual({ status, code, message, headers });
      expect(error).toBeInstanceOf(ConnectError);
      expect(error).toBeInstanceOf(HttpError);
    });
  }

  it("is not what any ConnectError is", () => {
    expect(new ConnectError("x")).not.toBeInstanceOf(HttpError);
    expect(null).not.toBeInstanceOf(HttpError);
  });
});

describe("toShownError()", () => {
  it("shows a ConnectError as it is", () => {
    const error = new ConnectError("x", Code.Aborted);
    expect(toShownError(error)).toBe(error);
    expect(getErrorStatus(error)).toBe(409);
  });

  for (const reason of [new Error("secret"), "secret", undefined, null, { message: "secret" }]) {
    it(`hides ${JSON.stringify(reason)} and keeps it as the cause`, () => {
      const shown = toShownError(reason);
      expect({ message: shown.message, code: shown.code }).toEqual({
        message: "[internal] internal error",
        code: Code.Internal,
      });
      expect(shown.cause).toBe(reason);
    });
  }
});
