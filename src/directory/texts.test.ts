import { describe, expect, it } from "vitest";
import { orgId } from "../storage/contract/index.ts";
import { verifyEmail } from "./email.ts";
import { DomainError } from "./errors.ts";
import { parseLanguage } from "./language.ts";
import { newOrg, orgDomainOf } from "./new-org.ts";
import { hashPassword } from "./password.ts";
import { assertPasswordFits } from "./password-policy.ts";
import { verifyPhone } from "./phone.ts";

/** Id of the error that a call throws; the call's value when it throws none. */
function outcomeOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (error instanceof DomainError) return error.id;
    throw error;
  }
}

describe("parseLanguage()", () => {
  const cases = [
    { text: "en", want: "en" },
    { text: "de-ch", want: "de-CH" },
    { text: "pt_BR", want: "pt-BR" },
    { text: "zh-hant-tw", want: "zh-Hant-TW" },
    { text: "", want: "und" },
    { text: "-", want: "und" },
    { text: "not a tag", want: "und" },
    { text: "e", want: "und" },
  ];
  for (const { text, want } of cases) it(`reads "${text}" as ${want}`, () => expect(parseLanguage(text)).toBe(want));
});

describe("verifyEmail()", () => {
  for (const address of ["a@b", "gigi.giraffe@example.com", "o'neil+tag@sub.example.org", "a@1.2"]) {
    it(`accepts ${address}`, () => expect(verifyEmail(address)).toBe(address));
  }
  for (const address of ["", "a", "@b.c", "a@", "a@b..c", "a b@c.d", "a@-b.c", "a@b.c\n"]) {
    it(`refuses ${JSON.stringify(address)}`, () => expect(outcomeOf(() => verifyEmail(address))).toBe("EMAIL-599BI"));
  }
});

describe("verifyPhone()", () => {
  const cases = [
    { text: "+41 79 123 45 67", want: "+41791234567" },
    { text: "079 123 45 67", want: "+41791234567" },
    { text: "+1 (415) 555-0132", want: "+14155550132" },
    { text: "+", want: "PHONE-so0wa" },
    { text: "+1", want: "PHONE-so0wa" },
    { text: "+abc", want: "PHONE-so0wa" },
    { text: "+999 123456789", want: "PHONE-so0wa" },
  ];
  for (const { text, want } of cases) {
    it(`makes ${want} of "${text}"`, () => expect(outcomeOf(() => verifyPhone(text))).toBe(want));
  }
});

describe("assertPasswordFits()", () => {
  const cases = [
    { password: "Passw0rd!", want: undefined },
    { password: "Zürich-1", want: undefined },
    { password: "Pa0!", want: "COMMA-HuJf6" },
    { password: "PASSW0RD!", want: "COMMA-co3Xw" },
    { password: "passw0rd!", want: "COMMA-VoaRj" },
    { password: "Password!", want: "COMMA-ZBv4H" },
    { password: "Passw0rdd", want: "COMMA-ZDLwA" },
    { password: "Passw0rd d", want: "COMMA-ZDLwA" },
  ];
  for (const { password, want } of cases) {
    it(`says ${want ?? "nothing"} about "${password}"`, () =>
      expect(outcomeOf(() => assertPasswordFits(password, "initial"))).toBe(want));
    it(`says ${want?.replace("COMMA", "DOMAIN") ?? "nothing"} about "${password}" when it is set`, () =>
      expect(outcomeOf(() => assertPasswordFits(password, "set"))).toBe(want?.replace("COMMA", "DOMAIN")));
  }
});

describe("hashPassword()", () => {
  it("makes an encoded argon2id hash, salted anew each time", async () => {
    const [first, second] = await Promise.all([hashPassword("Passw0rd!"), hashPassword("Passw0rd!")]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first).not.toBe(second);
  });
});

describe("orgDomainOf()", () => {
  const cases = [
    { name: "Acme", want: "acme.localhost" },
    { name: "Savanna Zoo", want: "savanna-zoo.localhost" },
    { name: "-- Acme, Inc. --", want: "acme-inc.localhost" },
    { name: "Zoë & Söhne", want: "zoë--söhne.localhost" },
    { name: "!?", want: "ORG-RrfXY" },
    { name: "x".repeat(80), want: `${"x".repeat(63)}.localhost` },
    { name: `${"x".repeat(62)}ëë`, want: `${"x".repeat(62)}.localhost` },
  ];
  for (const { name, want } of cases) {
    it(`makes ${want} of "${name}"`, () => expect(outcomeOf(() => orgDomainOf(name, "localhost"))).toBe(want));
  }
});

describe("newOrg()", () => {
  it("refuses a name of white space", () =>
    expect(outcomeOf(() => newOrg(orgId("1"), " \t", "localhost"))).toBe("EVENT-Mf9sd"));
});
