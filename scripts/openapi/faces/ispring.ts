import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import { LearnService } from "../../../gen/ispring/learn/v1/learn_service_pb.ts";
import { createLearnDialect } from "../../../src/services/ispring/dialect.ts";
import { listHeaderFields } from "../../../src/transcoding/header-binder.ts";
import type { DocumentedFace } from "../face.ts";
import { gatewayStyle, type JsonStyle } from "../schema.ts";

/** XML: every field is an element but those that headers carry; a list is as many elements as it has items. */
const learnStyle: JsonStyle = {
  ...gatewayStyle,
  isAlwaysThere: (field) =>
    field.fieldKind === "map" ||
    (field.fieldKind === "scalar" && field.presence === FeatureSet_FieldPresence.IMPLICIT && !isInHeader(field)),
  isLeftOut: isInHeader,
};

function isInHeader(field: Parameters<JsonStyle["isLeftOut"]>[0]): boolean {
  return listHeaderFields(field.parent).some((header) => header.field === field);
}

const header = (name: string, description: string) => ({ type: "apiKey", in: "header", name, description });

/** iSpring Learn's API of integers and headers. */
export const ispringFace: DocumentedFace = {
  name: "ispring",
  title: "Roster: iSpring Learn's interface",
  description: [
    "Users, groups and organizations of an account, with integers as ids. What a call needs is in its path and its",
    "headers, never in a body; answers are XML, a bare id, or nothing; errors are plain text.",
  ].join("\n"),
  services: [{ service: LearnService, dialect: createLearnDialect() }],
  styleOf: () => learnStyle,
  login: {
    schemes: {
      accountUrl: header("X-Auth-Account-Url", "URL of the account: the server's, unless a setting names another."),
      email: header("X-Auth-Email", "E-mail address or login of a human."),
      password: header("X-Auth-Password", "The human's password."),
    },
  },
  parameters: [],
  limited: new Set(),
  errors: {
    logins: ["accountLoginFailed"],
    schemaOf: () => "Text",
    schemas: () => ({ Text: { type: "string", description: "What is wrong. Clients compare it." } }),
  },
};
