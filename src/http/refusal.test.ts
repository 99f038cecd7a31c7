import { describe, expect, it } from "vitest";
import { type Refusal, renderRefusal } from "./refusal.ts";

const refusal: Refusal = { status: 400, code: "invalid_argument", message: "100% wrong: ü\n" };
const status = { code: 3, message: "100% wrong: ü\n", details: [] };

describe("renderRefusal()", () => {
  const cases: ReadonlyArray<{ name: string; headers: Record<string, string>; want: unknown }> = [
    { name: "no content type", headers: {}, want: { status: 400, body: JSON.stringify(status) } },
    {
      name: "JSON",
      headers: { "content-type": "application/json" },
      want: { status: 400, body: JSON.stringify(status) },
    },
    {
      name: "Connect with its version header",
      headers: { "content-type": "application/json", "connect-protocol-version": "1" },
      want: { status: 400, body: '{"code":"invalid_argument","message":"100% wrong: ü\\n"}' },
    },
    {
      name: "Connect streaming",
      headers: { "content-type": "application/connect+proto" },
      want: { status: 400, body: '{"code":"invalid_argument","message":"100% wrong: ü\\n"}' },
    },
    {
      name: "gRPC-Web",
      headers: { "content-type": "application/grpc-web+proto" },
      want: {
        status: 200,
        body: undefined,
        headers: {
          "content-type": "application/grpc-web+proto",
          "grpc-status": "3",
          "grpc-message": "100%25 wrong: %C3%BC%0A",
        },
      },
    },
  ];
  for (const { name, headers, want } of cases) {
    it(`speaks to ${name}`, () => {
      expect(renderRefusal(refusal, headers)).toMatchObject(want as object);
    });
  }

  it("counts the body in bytes, and passes on the refusal's own headers", () => {
    const rendered = renderRefusal({ ...refusal, headers: { allow: "GET" } }, {});
    expect(rendered.headers).toEqual({
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(JSON.stringify(status))),
      allow: "GET",
    });
  });
});
