import { describe, expect, it } from "vitest";
import { ProductService } from "../../gen/adobe/usermanagement/v2/product_service_pb.ts";
import { UserManagementService } from "../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import { IdentityService } from "../../gen/camunda/identity/v7/identity_service_pb.ts";
import { LearnService } from "../../gen/ispring/learn/v1/learn_service_pb.ts";
import { OAuthService } from "../../gen/roster/oauth/v1/oauth_pb.ts";
import { OrgService } from "../../gen/roster/org/v1/org_service_pb.ts";
import { AdminService } from "../../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../../gen/zitadel/user/v2/user_service_pb.ts";
import { parseConfig } from "../config.ts";
import { camundaPath } from "../services/camunda/path.ts";
import { createTranscoder, formatPathTemplate, type TranscoderService } from "../transcoding/index.ts";
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

  const services: Record<string, readonly TranscoderService[]> = {
    adobe: [{ service: ProductService }, { service: UserManagementService }],
    camunda: [{ service: IdentityService, prefix: camundaPath }],
    ispring: [{ service: LearnService }],
    "those at the start": [
      ...[ManagementService, AdminService, AuthService, UserService].map((service) => ({ service })),
      ...[OAuthService, OrgService].map((service) => ({ service })),
    ],
  };
  for (const [owner, entries] of Object.entries(services)) {
    it(`gives every RPC and every route of ${owner} to none but ${owner}`, () => {
      const { bindings } = createTranscoder({ services: entries });
      const routes = bindings.map(({ template }) => formatPathTemplate(template).replaceAll(/\{[^}]*\}/g, "x"));
      const rpcs = entries.flatMap(({ service }) => service.methods.map(({ name }) => `/${service.typeName}/${name}`));
      const { onDemand } = plan();
      const strays = [...routes, ...rpcs].filter(
        (path) => (onDemand.find((face) => face.owns(path))?.name ?? "those at the start") !== owner,
      );
      expect(strays).toEqual([]);
      expect(routes.length).toBeGreaterThan(2);
    });
  }

  it("finds iSpring Learn below its base path", () => {
    const { onDemand } = plan("--ispring-path=/learn");
    const owns = (path: string) => onDemand.find((face) => face.owns(path))?.name;
    expect([owns("/learn/user/1"), owns("/user/1"), owns("/learn")]).toEqual(["ispring", undefined, undefined]);
  });
});
