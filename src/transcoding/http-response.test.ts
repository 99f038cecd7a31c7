import { describe, expect, it } from "vitest";
import { createHttpResponse } from "./http-response.ts";

const body = new TextEncoder().encode('{"a":"ä"}');
const headers = { "content-type": "application/json", etag: "x" };

describe("createHttpResponse()", () => {
  it("adds the length in bytes", () => {
    expect(createHttpResponse("GET", 200, headers, body)).toEqual({
      status: 200,
      headers: { ...headers, "content-length": "10" },
      body,
    });
  });

  it("keeps the headers and drops the body for HEAD", () => {
    const response = createHttpResponse("HEAD", 200, headers, body);
    expect(response.headers["content-length"]).toBe("10");
    expect(response.body).toHaveLength(0);
  });

  for (const status of [204, 304]) {
    it(`drops the body and what describes it for ${status}`, () => {
      expect(createHttpResponse("GET", status, headers, body)).toEqual({
        status,
        headers: { etag: "x" },
        body: new Uint8Array(0),
      });
    });
  }
});
