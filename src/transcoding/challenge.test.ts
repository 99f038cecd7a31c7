import { Code, ConnectError } from "@connectrpc/connect";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBearerChallenge } from "./challenge.ts";

const create = (message: string) => createBearerChallenge(new ConnectError(message, Code.Unauthenticated));

describe("createBearerChallenge()", () => {
  const cases = [
    { message: "auth header missing", want: 'Bearer error_description="auth header missing"' },
    { message: "", want: "Bearer" },
    { message: 'a", error="x', want: 'Bearer error_description="a?, error=?x"' },
    { message: "a\\", want: 'Bearer error_description="a?"' },
    { message: "a\r\nset-cookie: b=c", want: 'Bearer error_description="a??set-cookie: b=c"' },
    { message: "übel 世 😀", want: 'Bearer error_description="?bel ? ?"' },
    { message: "x".repeat(1000), want: `Bearer error_description="${"x".repeat(200)}"` },
  ];
  for (const { message, want } of cases) {
    it(`is ${want.slice(0, 60)} for ${JSON.stringify(message.slice(0, 40))}`, () => expect(create(message)).toBe(want));
  }

  it("is one well-formed header whatever the message", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (message) => {
        expect(create(message)).toMatch(/^Bearer( error_description="[ !#-[\]-~]+")?$/);
      }),
    );
  });
});
