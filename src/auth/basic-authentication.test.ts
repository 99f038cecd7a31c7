import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseBasicCredentials } from "./basic-authentication.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("parseBasicCredentials()", () => {
  const good = [
    { text: "demo:demo", want: { login: "demo", password: "demo" } },
    { text: "a:b:c", want: { login: "a", password: "b:c" } },
    { text: "ü:пароль", want: { login: "ü", password: "пароль" } },
    { text: ":", want: { login: "", password: "" } },
  ];
  for (const { text, want } of good) {
    it(`reads ${JSON.stringify(text)}`, () => expect(parseBasicCredentials(`Basic ${base64(text)}`)).toEqual(want));
  }

  const bad = [
    null,
    "",
    "Basic",
    "Basic ",
    `basic ${base64("a:b")}`,
    `Digest ${base64("a:b")}`,
    `Basic  ${base64("a:b")}`,
    `Basic ${base64("a:b")}, Basic ${base64("a:b")}`,
    `Basic ${base64("no colon")}`,
    "Basic not%base64",
  ];
  for (const header of bad) {
    it(`refuses ${JSON.stringify(header)}`, () => expect(parseBasicCredentials(header)).toBeUndefined());
  }

  it("reads back every name without a colon and every password", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (name, password) => {
        const login = name.replaceAll(":", "");
        const header = `Basic ${base64(`${login}:${password}`)}`;
        expect(parseBasicCredentials(header)).toEqual({ login, password });
      }),
    );
  });
});
