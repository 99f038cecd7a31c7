import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { LearnService } from "../../gen/ispring/learn/v1/learn_service_pb.ts";
import {
  CreateUserResponseSchema,
  UpdateUserRequestSchema,
  UpdateUserResponseSchema,
} from "../../gen/ispring/learn/v1/user_pb.ts";
import { createDialect } from "./dialect.ts";
import { createTranscoder } from "./transcoder.ts";
import { createXmlCodec } from "./xml-codec.ts";

const transcoder = createTranscoder({
  services: [{ service: LearnService, dialect: createDialect({ codec: createXmlCodec() }) }],
});

function match(method: string, target: string) {
  const found = transcoder.find(method, target);
  if (found.kind !== "match") throw new Error(`${method} ${target} is ${found.kind}`);
  return found;
}

const decode = (target: string, headers: Record<string, string>) =>
  match("POST", target).decode({ headers: new Headers(headers), body: new Uint8Array(0) });

describe("fields in request headers", () => {
  it("are set from headers of their name in any case, and decoded", () => {
    const bytes = Buffer.from("<fields><a>Ж</a></fields>").toString("latin1");
    expect(decode("/user/7", { "X-Fields-Xml": bytes, "x-ROLE": "user", "x-other": "1" })).toEqual(
      create(UpdateUserRequestSchema, { userId: "7", fieldsXml: "<fields><a>Ж</a></fields>", role: "user" }),
    );
  });

  it("cannot be named by a query: headers carry what must not be in logs of addresses", () => {
    expect(decode("/user/7?role=administrator&fieldsXml=x&groups=1", { "x-role": "user" })).toEqual(
      create(UpdateUserRequestSchema, { userId: "7", role: "user" }),
    );
  });
});

describe("fields in response headers", () => {
  const encode = (method: string, target: string, message: Parameters<ReturnType<typeof match>["encode"]>[0]) => {
    const { headers, body } = match(method, target).encode(message);
    return { headers, body: new TextDecoder().decode(body) };
  };

  it("become headers unless they are empty, and are not in an XML body", () => {
    expect(encode("POST", "/user/7", create(UpdateUserResponseSchema, { exceededGroups: "1,2" }))).toEqual({
      headers: { "content-length": "0", "x-exceeded-groups": "1,2" },
      body: "",
    });
    expect(encode("POST", "/user/7", create(UpdateUserResponseSchema))).toEqual({
      headers: { "content-length": "0" },
      body: "",
    });
    expect(encode("POST", "/user", create(CreateUserResponseSchema, { userId: 7, exceededGroups: "1" }))).toEqual({
      headers: { "content-type": "application/xml", "content-length": "1", "x-exceeded-groups": "1" },
      body: "7",
    });
  });

  it("cannot end their header", () => {
    const { headers } = encode(
      "POST",
      "/user/7",
      create(UpdateUserResponseSchema, { exceededGroups: "1\r\nX-Injected: 1\u0000" }),
    );
    expect(headers["x-exceeded-groups"]).toBe("1  X-Injected: 1 ");
  });
});
