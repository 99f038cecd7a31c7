import type { DescMessage } from "@bufbuild/protobuf";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "../../../gen/google/rpc/error_details_pb.ts";
import { AdminService } from "../../../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../../../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../../../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../../../gen/zitadel/user/v2/user_service_pb.ts";
import { CredentialsCheckErrorSchema, ErrorDetailSchema } from "../../../gen/zitadel/v1/message_pb.ts";
import { headerOrgId } from "../../../src/interceptors/organization.ts";
import type { DocumentedFace } from "../face.ts";
import { gatewayStyle, type Schema } from "../schema.ts";

/** A token in the authorization header. */
export const bearerLogin = {
  schemes: { bearer: { type: "http", scheme: "bearer", description: "A personal access token, or a machine's." } },
};

/** The header with which a caller names the organization of a call. */
export const orgParameter = {
  name: headerOrgId,
  in: "header",
  description: "Id of the organization that the call is about. Default: the caller's own.",
  schema: { type: "string" },
};

const statusName = "google.rpc.Status";

/** Errors as the JSON of `google.rpc.Status`. */
export const statusErrors = {
  logins: ["authHeaderMissing", "tokenInvalid", "orgUnknown"],
  schemaOf: () => statusName,
  schemas: (detailOf: (desc: DescMessage) => Schema) => ({
    [statusName]: {
      type: "object",
      description: "An error. Programs branch on the `id` of its first detail, or on the `reason` of its ErrorInfo.",
      required: ["code", "message"],
      properties: {
        code: { type: "integer", description: "The gRPC code." },
        message: { type: "string", description: "The error's text, with its id in parentheses where it has one." },
        details: {
          type: "array",
          items: {
            anyOf: [
              ErrorDetailSchema,
              CredentialsCheckErrorSchema,
              ErrorInfoSchema,
              BadRequestSchema,
              RetryInfoSchema,
            ].map((desc) => detailOf(desc)),
          },
        },
      },
    },
  }),
} as const satisfies DocumentedFace["errors"];

/** ZITADEL's interface. */
export const zitadelFace: DocumentedFace = {
  name: "zitadel",
  title: "Roster: ZITADEL's interface",
  description: [
    "Management, Admin and Auth API of version 1, and users of version 2, as JSON over HTTP. The same calls are served",
    "over gRPC, gRPC-Web and Connect. Fields without a value are left out of answers, keys that name no field are",
    "passed over in requests, and integers of 64 bits are texts.",
  ].join("\n"),
  services: [ManagementService, AdminService, AuthService, UserService].map((service) => ({ service })),
  styleOf: () => gatewayStyle,
  login: bearerLogin,
  parameters: [orgParameter],
  limited: new Set(),
  errors: statusErrors,
};
