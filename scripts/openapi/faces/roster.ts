import type { DescField, DescMethod } from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import { OAuthService } from "../../../gen/roster/oauth/v1/oauth_pb.ts";
import { OrgService } from "../../../gen/roster/org/v1/org_service_pb.ts";
import { metadataDialect, tokenDialect } from "../../../src/services/oauth/dialect.ts";
import type { DocumentedFace } from "../face.ts";
import { gatewayStyle, type JsonStyle } from "../schema.ts";
import { bearerLogin, orgParameter, statusErrors } from "./zitadel.ts";

/** Members have their registered names, and are there also when they are empty. */
const oauthStyle: JsonStyle = {
  ...gatewayStyle,
  nameOf: (field) => field.name,
  isAlwaysThere: (field: DescField) =>
    field.fieldKind === "list" || field.presence === FeatureSet_FieldPresence.IMPLICIT,
};

const isOAuth = ({ parent }: DescMethod): boolean => parent.typeName === OAuthService.typeName;

const oauthErrorName = "OAuthError";

/** Roster's own calls. */
export const rosterFace: DocumentedFace = {
  name: "roster",
  title: "Roster's own interface",
  description: [
    "How machines get access tokens (RFC 6749, RFC 7523), where they learn how (OpenID Connect Discovery, RFC 8414),",
    "and what organizations are.",
  ].join("\n"),
  services: [
    { service: OAuthService, dialect: metadataDialect, methodDialects: { Token: tokenDialect } },
    { service: OrgService },
  ],
  styleOf: (method) => (isOAuth(method) ? oauthStyle : gatewayStyle),
  login: {
    ...bearerLogin,
    optional: {
      name: "client",
      scheme: { type: "http", scheme: "basic", description: "A machine's login name and its secret." },
      rpcs: [OAuthService.method.token.name],
    },
  },
  parameters: [orgParameter],
  limited: new Set(),
  examples: {
    [OAuthService.method.token.name]: {
      grant_type: "client_credentials",
      client_id: "deployer",
      client_secret: "the-secret-of-the-machine",
      scope: "openid",
    },
  },
  errors: {
    ...statusErrors,
    samplesOf: (method) => (method === OAuthService.method.token ? ["clientInvalid", "grantTypeMissing"] : []),
    schemaOf: (method) => (isOAuth(method) ? oauthErrorName : statusErrors.schemaOf()),
    schemas: (detailOf) => ({
      ...statusErrors.schemas(detailOf),
      [oauthErrorName]: {
        type: "object",
        description: "An error as in RFC 6749, section 5.2.",
        required: ["error", "error_description"],
        properties: {
          error: {
            type: "string",
            enum: [
              "invalid_request",
              "invalid_client",
              "invalid_grant",
              "invalid_scope",
              "unsupported_grant_type",
              "temporarily_unavailable",
              "server_error",
            ],
          },
          error_description: { type: "string" },
        },
      },
    }),
  },
};
