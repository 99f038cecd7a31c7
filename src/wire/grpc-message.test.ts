import { describe, expect, it } from "vitest";
import { encodeGrpcMessage, withPlainGrpcMessage } from "./grpc-message.ts";

describe("encodeGrpcMessage()", () => {
  const cases = [
    { text: "not found", want: "not found" },
    { text: "a: b; c, d/e?f&g=h+i$j#k@l", want: "a: b; c, d/e?f&g=h+i$j#k@l" },
    { text: '"quoted" <tag>', want: '"quoted" <tag>' },
    { text: "100%", want: "100%25" },
    { text: "%3A", want: "%253A" },
    { text: "a\nb\x7fc", want: "a%0Ab%7Fc" },
    { text: "Zoë 🦒", want: "Zo%C3%AB %F0%9F%A6%92" },
    { text: "", want: "" },
  ];
  for (const { text, want } of cases) {
    it(`writes ${JSON.stringify(text)} as ${JSON.stringify(want)}`, () => {
      expect(encodeGrpcMessage(text)).toBe(want);
      expect(decodeURIComponent(want)).toBe(text);
    });
  }
});

describe("withPlainGrpcMessage()", () => {
  it("leaves an answer without a message as it is", () => {
    const response = { status: 200, trailer: new Headers({ "grpc-status": "0" }) };
    expect([...(withPlainGrpcMessage(response).trailer ?? [])]).toEqual([["grpc-status", "0"]]);
  });

  it("rewrites the message of an error", () => {
    const trailer = new Headers({ "grpc-status": "3", "grpc-message": "a%3A%20b" });
    expect(withPlainGrpcMessage({ status: 200, trailer }).trailer?.get("grpc-message")).toBe("a: b");
  });
});
