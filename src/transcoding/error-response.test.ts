import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { UserService } from "../../test/gen/transcoding/directory_pb.ts";
import { createDialect, createStatusRenderer } from "./dialect.ts";
import { renderError } from "./error-response.ts";
import { createMethodNotAllowed } from "./http-error.ts";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

describe("renderError()", () => {
  it("renders google.rpc.Status by default", () => {
    const response = renderError(new ConnectError("gone", Code.NotFound), createDialect());
    expect(response).toMatchObject({ status: 404, headers: { "content-type": "application/json" } });
    expect(decoder.decode(response.body)).toBe('{"code":5,"message":"gone"}');
  });

  it("hides what is not a ConnectError", () => {
    const response = renderError(new Error("secret"), createDialect());
    expect(response.status).toBe(500);
    expect(decoder.decode(response.body)).toBe('{"code":13,"message":"internal error"}');
  });

  it("challenges for Unauthenticated only", () => {
    const render = (code: Code) => renderError(new ConnectError("no token", code), createDialect()).headers;
    expect(render(Code.Unauthenticated)["www-authenticate"]).toBe('Bearer error_description="no token"');
    expect(render(Code.PermissionDenied)).not.toHaveProperty("www-authenticate");
  });

  it("challenges as the dialect wants", () => {
    const renderBasic = createDialect({ renderError: createStatusRenderer({ challenge: () => 'Basic realm="x"' }) });
    const renderNone = createDialect({ renderError: createStatusRenderer({ challenge: () => undefined }) });
    const error = new ConnectError("no", Code.Unauthenticated);
    expect(renderError(error, renderBasic).headers["www-authenticate"]).toBe('Basic realm="x"');
    expect(renderError(error, renderNone).headers).not.toHaveProperty("www-authenticate");
  });

  it("lets a dialect choose status, headers and body, and knows the RPC", () => {
    const dialect = createDialect({
      headers: { "x-face": "camunda" },
      renderError: (error, { status, method }) => ({
        status: status === 404 ? 410 : status,
        headers: { "content-type": "text/plain" },
        body: encoder.encode(`${method?.name}: ${error.rawMessage}`),
      }),
    });
    const response = renderError(new ConnectError("gone", Code.NotFound), dialect, {
      method: UserService.method.getUser,
    });
    expect(response).toMatchObject({ status: 410, headers: { "content-type": "text/plain", "x-face": "camunda" } });
    expect(decoder.decode(response.body)).toBe("GetUser: gone");
  });

  it("sends the headers an HTTP error brings", () => {
    expect(renderError(createMethodNotAllowed(["GET"]), createDialect()).headers["allow"]).toBe("GET");
  });

  it("has no body for HEAD", () => {
    const response = renderError(new ConnectError("gone", Code.NotFound), createDialect(), { httpMethod: "HEAD" });
    expect(response.body).toHaveLength(0);
    expect(response.headers["content-length"]).toBe("27");
  });
});
