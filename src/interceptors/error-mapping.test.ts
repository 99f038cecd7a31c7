import { describe, expect, it } from "vitest";
import { ErrorInfoSchema, RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { CredentialsCheckErrorSchema, ErrorDetailSchema } from "../../gen/zitadel/v1/message_pb.ts";
import { errorCatalogue } from "../directory/error-catalogue.ts";
import { DomainError, type ErrorName } from "../directory/errors.ts";
import { toConnectError } from "./error-mapping.ts";
import { toReason } from "./error-reason.ts";

const names = Object.keys(errorCatalogue) as readonly ErrorName[];

/** The names of the details' types, in their order. */
const typesOf = (error: DomainError): readonly string[] =>
  toConnectError(error).details.map((detail) => ("desc" in detail ? detail.desc.typeName : detail.type));

describe("an error of the catalogue", () => {
  for (const name of names) {
    const { id, text } = errorCatalogue[name];
    it(`${name} carries ${id === "" ? "its reason" : "its id, and then its reason"}`, () => {
      const error = toConnectError(new DomainError(name));
      expect(typesOf(new DomainError(name))).toEqual([
        ...(id === "" ? [] : [ErrorDetailSchema.typeName]),
        ErrorInfoSchema.typeName,
      ]);
      expect(error.findDetails(ErrorDetailSchema)).toMatchObject(id === "" ? [] : [{ id, message: text }]);
      expect(error.findDetails(ErrorInfoSchema)).toMatchObject([
        { reason: toReason(name), domain: "roster", metadata: id === "" ? {} : { id } },
      ]);
    });
  }

  it("has a reason of its own, in upper snake case", () => {
    const reasons = names.map(toReason);
    expect(new Set(reasons).size).toBe(names.length);
    expect(reasons.filter((reason) => !/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(reason))).toEqual([]);
    expect(toReason("profileNotChanged")).toBe("PROFILE_NOT_CHANGED");
  });

  it("about a wrong password carries the count of wrong ones first", () => {
    const [wrongPassword] = names.filter((name) => errorCatalogue[name].id !== "");
    const error = new DomainError(wrongPassword ?? "profileNotChanged", { failedAttempts: 3 });
    expect(typesOf(error)).toEqual([CredentialsCheckErrorSchema.typeName, ErrorInfoSchema.typeName]);
  });

  it("that waiting helps against says last how long", () => {
    const error = new DomainError("tooManyCalls", { retryAfterSeconds: 7 });
    expect(typesOf(error)).toEqual([ErrorInfoSchema.typeName, RetryInfoSchema.typeName]);
    expect(toConnectError(error).metadata.get("retry-after")).toBe("7");
  });
});
