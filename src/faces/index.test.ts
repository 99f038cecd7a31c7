import { describe, expect, it } from "vitest";
import { parseConfig } from "../config.ts";
import { planFaces } from "./index.ts";

const plan = (...argv: string[]) => planFaces(parseConfig({ argv, env: {} }));

describe("planFaces()", () => {
  it("has ZITADEL's calls and Roster's own at the start, and the others on demand", () => {
    const { atStart, onDemand } = plan();
    expect(atStart).toEqual(["zitadel", "roster"]);
    expect(onDemand.map(({ name }) => name)).toEqual(["adobe", "camunda", "ispring"]);
  });

  it("leaves out what the settings leave out", () => {
    const { atStart, onDemand } = plan("--faces=camunda");
    expect(atStart).toEqual(["roster"]);
    expect(onDemand.map(({ name }) => name)).toEqual(["camunda"]);
  });

  it("has every face at the start when a setting names limits of one", () => {
    const { atStart, onDemand } = plan("--throttling=adobe-actions=off");
    expect(atStart).toEqual(["zitadel", "adobe", "camunda", "ispring", "roster"]);
    expect(onDemand).toEqual([]);
  });

  const owners = {
    "/adobe.usermanagement.v2.ProductService/GetProduct": "adobe",
    "/v2/usermanagement": "adobe",
    "/v2/usermanagement/action/1": "adobe",
    "/v2/users": undefined,
    "/v2/usermanagements": undefined,
    "/camunda.identity.v7.IdentityService/GetUser": "camunda",
    "/engine-rest/user": "camunda",
    "/engine-restless": undefined,
    "/ispring.learn.v1.LearnService/GetUser": "ispring",
    "/user": "ispring",
    "/user/1": "ispring",
    "/users": undefined,
    "/group/1/members": "ispring",
    "/organization": "ispring",
    "/zitadel.management.v1.ManagementService/Healthz": undefined,
    "/management/v1/healthz": undefined,
  };
  for (const [path, want] of Object.entries(owners)) {
    it(`gives ${path} to ${want ?? "those at the start"}`, () => {
      expect(plan().onDemand.find((face) => face.owns(path))?.name).toBe(want);
    });
  }

  it("finds iSpring Learn below its base path", () => {
    const { onDemand } = plan("--ispring-path=/learn");
    const owns = (path: string) => onDemand.find((face) => face.owns(path))?.name;
    expect([owns("/learn/user/1"), owns("/user/1"), owns("/learn")]).toEqual(["ispring", undefined, undefined]);
  });
});
