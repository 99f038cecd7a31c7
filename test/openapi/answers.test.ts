import { getOption } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { access } from "../../gen/roster/access/v1/access_pb.ts";
import { listMatches } from "../../scripts/openapi/document.ts";
import { documentedFaces } from "../../scripts/openapi/faces/index.ts";
import { errorCatalogue } from "../../src/directory/error-catalogue.ts";
import { DomainError, type ErrorName } from "../../src/directory/errors.ts";
import type { FaceName } from "../../src/faces/index.ts";
import { toConnectError } from "../../src/interceptors/error-mapping.ts";
import { AdobeError, adobeErrors, toConnectError as toAdobeConnectError } from "../../src/services/adobe/errors.ts";
import { camundaError, errorTypes } from "../../src/services/camunda/errors.ts";
import { createContentTooLarge, createUnsupportedMediaType, type HttpResponse } from "../../src/transcoding/index.ts";
import { arbitraryMessage } from "../support/arbitrary-message.ts";
import { documentOf } from "../support/documented.ts";

// What the routes themselves write for any answer and any error, held against the documents.

const decoder = new TextDecoder();

const toAnswer = ({ status, headers, body }: HttpResponse) => ({
  status,
  contentType: headers["content-type"],
  text: decoder.decode(body),
});

const names = Object.keys(errorCatalogue) as readonly ErrorName[];

/** Every error that an RPC of any face can give, and those of HTTP itself. */
const errors: readonly ConnectError[] = [
  ...names.map((name) => toConnectError(new DomainError(name, { failedAttempts: 1, retryAfterSeconds: 2 }))),
  ...Object.values(Code).flatMap((code) => (typeof code === "number" ? [new ConnectError("No.", code)] : [])),
  createContentTooLarge(1),
  createUnsupportedMediaType("No.", "application/json"),
];

/** Errors that only one face has. */
const ownErrors: Readonly<Partial<Record<FaceName, readonly ConnectError[]>>> = {
  adobe: Object.keys(adobeErrors).flatMap((name) =>
    (["product", "action"] as const).map((family) =>
      toAdobeConnectError(new AdobeError(name as keyof typeof adobeErrors, "No."), family),
    ),
  ),
  camunda: Object.keys(errorTypes).map((name) => camundaError(name as keyof typeof errorTypes, "No.")),
};

for (const face of documentedFaces) {
  describe(`answers of ${face.name}`, () => {
    const document = documentOf(face.name);
    for (const match of listMatches(face)) {
      const { method, binding } = match;
      const rpc = `${method.parent.typeName}/${method.name}`;
      const found = document.operations.filter(({ operation }) => operation["x-rpc"] === rpc);
      const [operation] = found.filter((each) => each.method === binding.httpMethod);
      if (operation === undefined) throw new Error(`${rpc} has no operation`);

      it(`${binding.httpMethod} of ${method.name} are as documented, whatever they hold`, () => {
        fc.assert(
          fc.property(arbitraryMessage(method.output, { always: binding.responseField }), (message) => {
            expect(document.describeMisfit(operation, toAnswer(match.encode(message)))).toBe("");
          }),
          { numRuns: 20 },
        );
      });

      it(`${binding.httpMethod} of ${method.name} are as documented, whatever the error`, () => {
        const isPublic = getOption(method, access).rule.case === "public" && method.name !== "Token";
        const misfits = [...errors, ...(ownErrors[face.name] ?? [])].flatMap((error) => {
          const answer = toAnswer(match.renderError(error));
          // Nobody is refused where everybody may call, or may call as often as they like.
          if (isPublic && (answer.status === 401 || answer.status === 403)) return [];
          if (answer.status === 429 && !face.limited.has(method)) return [];
          return { error: error.rawMessage, status: answer.status, misfit: document.describeMisfit(operation, answer) };
        });
        expect(misfits.filter(({ misfit }) => misfit !== "")).toEqual([]);
      });
    }
  });
}
