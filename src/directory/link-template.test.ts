import { describe, expect, it } from "vitest";
import { orgId, userId } from "../storage/contract/index.ts";
import { renderLink, verifyLinkTemplate } from "./link-template.ts";

const facts = { user: { id: userId("7"), orgId: orgId("acme & co") }, code: "A2B3C4" };

describe("renderLink()", () => {
  const cases = [
    { template: "https://a.example/verify", want: "https://a.example/verify" },
    { template: "https://a.example/{{.UserID}}?code={{.Code}}", want: "https://a.example/7?code=A2B3C4" },
    { template: "https://a.example/?o={{ .OrgID }}", want: "https://a.example/?o=acme%20%26%20co" },
    { template: "{{.Code}}{{.Code}}", want: "A2B3C4A2B3C4" },
  ];
  for (const { template, want } of cases) {
    it(`makes ${want} of ${template}`, () => expect(renderLink(verifyLinkTemplate(template), facts)).toBe(want));
  }
});

describe("verifyLinkTemplate()", () => {
  for (const template of ["{{.Name}}", "{{.Code", "{{if .Code}}x{{end}}", "https://a.example/}}"]) {
    it(`refuses ${template}`, () =>
      expect(() => verifyLinkTemplate(template)).toThrow(expect.objectContaining({ id: "DOMAIN-oGh5e" })));
  }
});
