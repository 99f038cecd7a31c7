import type { DescMessage, DescMethodUnary } from "@bufbuild/protobuf";
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { expect } from "vitest";
import { AdminService } from "../../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";

/** The details of an object, as an answer carries them. */
interface AnswerDetails {
  readonly sequence: bigint;
  readonly creationDate?: Timestamp;
  readonly changeDate?: Timestamp;
  readonly resourceOwner: string;
}

type Dates = readonly ("creationDate" | "changeDate")[];

/** ZITADEL's exceptions. */
const exceptions: Readonly<Record<string, "creationDate" | "changeDate">> = {
  AddMachineUser: "changeDate",
  // A secret is made anew each time.
  GenerateMachineSecret: "creationDate",
  UpdateOrg: "creationDate",
  SetUserMetadata: "creationDate",
  SetOrgMetadata: "creationDate",
};

/** Reads answer both dates, additions when they were made, changes when they were changed. */
function datesOf(name: string): Dates {
  if (name.startsWith("Get")) return ["creationDate", "changeDate"];
  return [exceptions[name] ?? (/^(Add|BulkAdd|Import)/.test(name) ? "creationDate" : "changeDate")];
}

const carriesDetails = ({ fields }: DescMessage): boolean =>
  fields.some((field) => field.name === "details" && field.message?.typeName === "zitadel.v1.ObjectDetails");

/** The RPCs whose answers carry details: `zitadel.auth.v1.AuthService/UpdateMyProfile`. */
const rpcsWithDetails: readonly string[] = [ManagementService, AdminService, AuthService].flatMap((service) =>
  service.methods.filter(({ output }) => carriesDetails(output)).map(({ name }) => `${service.typeName}/${name}`),
);

/** Holds every answer of a run against the rule of which details it carries. */
export interface DetailsRule {
  /**
   * Checks an answer: an owner always; a sequence with the dates that the RPC answers with, or neither when nothing was
   * ever stored.
   */
  check(method: DescMethodUnary, message: object): void;
  /** The RPCs that were never answered with a date. */
  listUnseen(): readonly string[];
}

/** A rule that has seen nothing yet. */
export function createDetailsRule(): DetailsRule {
  const seen = new Set<string>();
  return {
    check({ name, parent, output }, message) {
      if (!carriesDetails(output) || !("details" in message)) return;
      // The descriptor says what the field holds.
      const { sequence, creationDate, changeDate, resourceOwner } = message.details as AnswerDetails;
      const dates = [...(creationDate ? ["creationDate"] : []), ...(changeDate ? ["changeDate"] : [])];
      expect({ name, dates }).toEqual({ name, dates: sequence === 0n ? [] : datesOf(name) });
      expect(resourceOwner).not.toBe("");
      if (sequence > 0n) seen.add(`${parent.typeName}/${name}`);
    },
    listUnseen: () => rpcsWithDetails.filter((name) => !seen.has(name)),
  };
}
