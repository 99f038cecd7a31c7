import { ScalarType } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import { IdentityService } from "../../../gen/camunda/identity/v7/identity_service_pb.ts";
import { createCamundaDialect } from "../../../src/services/camunda/dialect.ts";
import { camundaPath } from "../../../src/services/camunda/path.ts";
import type { DocumentedFace } from "../face.ts";
import { gatewayStyle, type JsonStyle } from "../schema.ts";

/** What has no value is null, lists are lists, and counts are numbers. */
const camundaStyle: JsonStyle = {
  ...gatewayStyle,
  isAlwaysThere: () => true,
  isNullable: (field) =>
    field.fieldKind !== "list" &&
    !(field.fieldKind === "scalar" && field.presence === FeatureSet_FieldPresence.IMPLICIT),
  isNumber: ({ scalar }) => scalar === ScalarType.UINT64,
};

/** Camunda 7's identity resources. */
export const camundaFace: DocumentedFace = {
  name: "camunda",
  title: "Roster: Camunda 7's identity interface",
  description: [
    "Users, groups and tenants. An engine is an organization: the one in the path, else the caller's own. What has no",
    "value is null in answers, and keys that are not known are passed over in requests.",
  ].join("\n"),
  services: [{ service: IdentityService, prefix: camundaPath, dialect: createCamundaDialect() }],
  styleOf: () => camundaStyle,
  login: {
    schemes: {
      basic: {
        type: "http",
        scheme: "basic",
        description: "User name and password of a human. Not asked for with `--camunda-auth off`.",
      },
    },
  },
  parameters: [],
  limited: new Set(),
  errors: {
    logins: ["authHeaderMissing"],
    // They name the resource.
    ownStatuses: new Set(["403"]),
    schemaOf: () => "EngineError",
    schemas: () => ({
      EngineError: {
        type: "object",
        required: ["type", "message", "code"],
        properties: {
          type: { type: "string", description: "Such as `InvalidRequestException`; clients compare it." },
          message: { type: "string" },
          code: { type: ["integer", "null"] },
          userId: { type: ["string", "null"] },
          permissionName: { type: ["string", "null"] },
          resourceName: { type: ["string", "null"] },
          resourceId: { type: ["string", "null"] },
          missingAuthorizations: {
            type: "array",
            items: {
              type: "object",
              required: ["permissionName", "resourceName", "resourceId"],
              properties: {
                permissionName: { type: "string" },
                resourceName: { type: "string" },
                resourceId: { type: ["string", "null"] },
              },
            },
          },
        },
      },
    }),
  },
};
