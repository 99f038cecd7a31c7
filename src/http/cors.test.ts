import { describe, expect, it } from "vitest";
import { corsAllowedHeaders, corsExposedHeaders, createCors, isPreflight } from "./cors.ts";
import { echo, openSession, sendHttp2, useTestPorts } from "./test-port.ts";

const app = "https://app.example.com";

describe("createCors()", () => {
  it("allows what browsers need for gRPC-Web, Connect and the API", () => {
    for (const name of [
      "accept",
      "accept-language",
      "authorization",
      "connect-protocol-version",
      "connect-timeout-ms",
      "content-type",
      "grpc-timeout",
      "x-grpc-web",
      "x-request-id",
      "x-requested-with",
      "x-user-agent",
      "x-zitadel-orgid",
    ]) {
      expect(corsAllowedHeaders).toContain(name);
    }
    for (const name of [
      "content-length",
      "grpc-message",
      "grpc-status",
      "grpc-status-details-bin",
      "location",
      "retry-after",
      "www-authenticate",
      "x-request-id",
      "x-zitadel-orgid",
    ]) {
      expect(corsExposedHeaders).toContain(name);
    }
  });

  it("answers every origin with a star, and never allows credentials", () => {
    const cors = createCors();
    expect(cors.answerHeaders(app)).toEqual({
      "access-control-allow-origin": "*",
      "access-control-expose-headers": corsExposedHeaders.join(", "),
    });
    expect(cors.answerHeaders(undefined)).toEqual({});
    expect(cors.preflightHeaders(app)).toEqual({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "OPTIONS, GET, HEAD, POST, PUT, PATCH, DELETE",
      "access-control-allow-headers": corsAllowedHeaders.join(", "),
      "access-control-max-age": "7200",
    });
  });

  it("answers listed origins by name, others not at all, and always varies", () => {
    const cors = createCors({ origins: [app, "http://localhost:5173"] });
    expect(cors.answerHeaders(app)).toMatchObject({ "access-control-allow-origin": app, vary: "Origin" });
    expect(cors.preflightHeaders("http://localhost:5173")).toMatchObject({
      "access-control-allow-origin": "http://localhost:5173",
      vary: "Origin",
    });
    for (const origin of ["https://evil.example", "https://app.example.com.evil.example", "null", "", "*", undefined]) {
      expect(cors.answerHeaders(origin)).toEqual({ vary: "Origin" });
    }
    expect(cors.preflightHeaders("https://evil.example")).toEqual({ vary: "Origin" });
  });

  it("takes more headers, each once", () => {
    const cors = createCors({
      extraAllowedHeaders: ["X-Auth-Email", "Authorization"],
      extraExposedHeaders: ["trailer-x"],
    });
    const allowed = cors.preflightHeaders(app)["access-control-allow-headers"]?.split(", ") ?? [];
    expect(allowed.filter((name) => name === "x-auth-email" || name === "authorization")).toHaveLength(2);
    expect(cors.answerHeaders(app)["access-control-expose-headers"]).toMatch(/, trailer-x$/);
  });
});

describe("isPreflight()", () => {
  const preflight = { origin: app, "access-control-request-method": "PUT" };
  it("knows a preflight by method and both headers", () => {
    expect(isPreflight("OPTIONS", preflight)).toBe(true);
    expect(isPreflight("GET", preflight)).toBe(false);
    expect(isPreflight("OPTIONS", { origin: app })).toBe(false);
    expect(isPreflight("OPTIONS", { "access-control-request-method": "PUT" })).toBe(false);
  });
});

describe("a port with CORS", () => {
  const openPort = useTestPorts();
  const preflight = {
    origin: app,
    "access-control-request-method": "PUT",
    "access-control-request-headers": "x-zitadel-orgid",
  };

  it("answers preflights with 204 before any handler, over both versions of HTTP", async () => {
    let calls = 0;
    const { url } = await openPort({
      handlers: {
        request(request, response) {
          calls++;
          return echo.request(request, response);
        },
        stream() {
          calls++;
          return false;
        },
      },
    });
    const overHttp1 = await fetch(`${url}/x`, { method: "OPTIONS", headers: preflight });
    expect(overHttp1.status).toBe(204);
    expect(overHttp1.headers.get("access-control-allow-methods")).toContain("PUT");
    expect(overHttp1.headers.get("access-control-max-age")).toBe("7200");
    expect(await overHttp1.text()).toBe("");
    const session = await openSession(url);
    expect(await sendHttp2(session, { ":method": "OPTIONS", ...preflight })).toMatchObject({
      status: 204,
      headers: { "access-control-allow-origin": "*", "access-control-max-age": "7200" },
    });
    session.close();
    expect(calls).toBe(0);
  });

  it("gives OPTIONS that is no preflight to the handler", async () => {
    const { url } = await openPort();
    expect(await (await fetch(url, { method: "OPTIONS" })).json()).toMatchObject({ method: "OPTIONS" });
  });

  it("puts its headers on answers and refusals alike", async () => {
    const { url } = await openPort({ cors: { origins: [app] } });
    const session = await openSession(url);
    const allowed = { "access-control-allow-origin": app, vary: "Origin" };
    expect(await sendHttp2(session, { origin: app })).toMatchObject({ status: 200, headers: allowed });
    expect(await sendHttp2(session, { ":path": "//", origin: app })).toMatchObject({ status: 400, headers: allowed });
    const foreign = await sendHttp2(session, { origin: "https://evil.example" });
    expect(Object.keys(foreign.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect(foreign.headers).toMatchObject({ vary: "Origin" });
    session.close();
    const answer = await fetch(url, { headers: { origin: app } });
    expect(answer.headers.get("access-control-allow-origin")).toBe(app);
    expect(answer.headers.get("access-control-expose-headers")).toContain("grpc-status");
    expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
  });
});
