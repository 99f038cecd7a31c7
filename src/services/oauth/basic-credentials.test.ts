import { describe, expect, it } from "vitest";
import { parseClientCredentials } from "./basic-credentials.ts";

const basic = (text: string, scheme = "Basic") => `${scheme} ${Buffer.from(text).toString("base64")}`;

describe("parseClientCredentials()", () => {
  const good = [
    { header: basic("robot:secret"), clientId: "robot", clientSecret: "secret" },
    { header: basic("robot:secret", "basic"), clientId: "robot", clientSecret: "secret" },
    { header: basic("a%3Ab+c%2B:d:e"), clientId: "a:b c+", clientSecret: "d:e" },
    { header: basic("100%:%zz"), clientId: "100%", clientSecret: "%zz" },
    { header: basic("gigi@example.com:ü"), clientId: "gigi@example.com", clientSecret: "ü" },
    { header: basic(":"), clientId: "", clientSecret: "" },
  ];
  for (const { header, ...want } of good) {
    it(`reads ${header}`, () => expect(parseClientCredentials(header)).toEqual(want));
  }

  for (const header of ["", "Basic", "Basic ", "Basic %%%", "Bearer cm9ib3Q6c2VjcmV0", basic("robot"), "Basic a b"]) {
    it(`finds none in ${JSON.stringify(header)}`, () => expect(parseClientCredentials(header)).toBeUndefined());
  }
});
