import { PagingSchema } from "../../../gen/adobe/usermanagement/v2/paging_pb.ts";
import { ProductService } from "../../../gen/adobe/usermanagement/v2/product_service_pb.ts";
import { UserManagementService } from "../../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import { createAdobeDialect } from "../../../src/services/adobe/dialect.ts";
import { routeFamilies } from "../../../src/services/adobe/route-families.ts";
import type { DocumentedFace } from "../face.ts";
import { gatewayStyle, type JsonStyle } from "../schema.ts";

const adobeStyle: JsonStyle = {
  ...gatewayStyle,
  isAlwaysThere: (field) => field.fieldKind === "list" && field.parent.fields.some(({ name }) => name === "last_page"),
  // Where a page stands is told in headers; what could not be read is told as an error.
  isLeftOut: ({ message }) => message?.typeName === PagingSchema.typeName || message?.name === "Unreadable",
  refusesUnknownKeys: true,
};

const dialect = createAdobeDialect();

/** Adobe User Management. */
export const adobeFace: DocumentedFace = {
  name: "adobe",
  title: "Roster: Adobe User Management's interface",
  description: [
    "Products, their profiles, users and user groups, and the Action API. The organization is part of the path, with or",
    "without `@AdobeOrg` behind its id. Pages tell where they stand in headers; calls in families have limits per minute.",
  ].join("\n"),
  services: [ProductService, UserManagementService].map((service) => ({ service, dialect })),
  styleOf: () => adobeStyle,
  login: {
    schemes: {
      bearer: { type: "http", scheme: "bearer", description: "The access token of a machine." },
      apiKey: {
        type: "apiKey",
        in: "header",
        name: "x-api-key",
        description: "The login name of the machine that the token belongs to.",
      },
    },
  },
  parameters: [],
  examples: {
    [UserManagementService.method.runCommands.name]: [
      {
        user: "gigi@example.com",
        requestID: "add-gigi",
        do: [
          { addAdobeID: { email: "gigi@example.com", firstname: "Gigi", lastname: "Giraffe", country: "CH" } },
          { add: { group: ["Keepers"] } },
        ],
      },
    ],
  },
  limited: new Set(routeFamilies.flatMap(({ methods }) => methods)),
  errors: {
    logins: ["authHeaderMissing", "tokenInvalid", "apiKeyInvalid"],
    schemaOf: ({ parent }, status) => {
      if (status === "429") return "GatewayError";
      return parent.typeName === ProductService.typeName ? "ProductError" : "ActionError";
    },
    schemas: () => ({
      ActionError: {
        type: "object",
        required: ["result", "message"],
        properties: {
          lastPage: { const: false },
          result: { type: "string", description: "The error's code, such as `error.command.malformed`." },
          message: { type: "string" },
        },
      },
      ProductError: {
        type: "object",
        required: ["errorMessage", "errorCode"],
        properties: {
          errorMessage: { type: "string" },
          errorCode: { type: "string", description: "The error's code, such as `PRODUCT_NOT_FOUND`." },
        },
      },
      GatewayError: {
        type: "object",
        required: ["error_code", "message"],
        properties: { error_code: { type: "string" }, message: { type: "string" } },
      },
    }),
  },
};
