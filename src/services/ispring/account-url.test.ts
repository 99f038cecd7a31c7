import { describe, expect, it } from "vitest";
import { accountOfHost, parseAccountUrl } from "./account-url.ts";

describe("parseAccountUrl()", () => {
  const cases = [
    { url: "http://myaccount.ispringlearn.com", want: "myaccount.ispringlearn.com" },
    { url: "https://MyAccount.iSpringLearn.com/", want: "myaccount.ispringlearn.com" },
    { url: " HTTPS://myaccount.ispringlearn.com:443// ", want: "myaccount.ispringlearn.com" },
    { url: "http://127.0.0.1:8080", want: "127.0.0.1:8080" },
    { url: "http://[::1]:8080/learn/", want: "[::1]:8080/learn" },
    { url: "myaccount.ispringlearn.com", want: undefined },
    { url: "ftp://myaccount.ispringlearn.com", want: undefined },
    { url: "http://", want: undefined },
    { url: "", want: undefined },
    { url: "http://user:secret@host", want: undefined },
    { url: "http://host?x", want: undefined },
    { url: "http://host#x", want: undefined },
  ];
  for (const { url, want } of cases) {
    it(`reads ${JSON.stringify(url)} as ${want}`, () => expect(parseAccountUrl(url)).toBe(want));
  }
});

describe("accountOfHost()", () => {
  it("is what a URL with that host names", () => {
    expect(accountOfHost("LOCALHOST:8080")).toBe(parseAccountUrl("http://localhost:8080/"));
    expect(accountOfHost("localhost:80")).toBe(parseAccountUrl("https://localhost:443"));
  });
});
