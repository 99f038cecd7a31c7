import { type DescMethodUnary, getOption } from "@bufbuild/protobuf";
import { access } from "../../../gen/roster/access/v1/access_pb.ts";
import { rpcsOf } from "./calls.ts";
import type { Face, ReadFacts } from "./face.ts";
import { faces } from "./faces.ts";
import type { Victim } from "./victim.ts";

/** A read of the server's, with what there is to ask it. */
export interface Read extends ReadFacts {
  readonly name: string;
  readonly method: DescMethodUnary;
  requestsAbout(victim: Victim): readonly Record<string, unknown>[];
}

/** Verbs that RPCs begin with which change something; every other RPC is a read. */
const writes = new RegExp(
  `^(${[
    ...["Add", "BulkAdd", "BulkRemove", "BulkSet", "Create", "Deactivate", "Delete", "Generate", "Import", "Lock"],
    ...[
      "PasswordReset",
      "Reactivate",
      "Remove",
      "Resend",
      "Run",
      "Send",
      "Set",
      "Unlock",
      "Update",
      "Validate",
      "Verify",
    ],
  ].join("|")})`,
);

const nameOf = ({ parent, name }: DescMethodUnary) => `${parent.name}/${name}`;

/** Every read of the faces whose callers have tokens. */
export const reads: readonly Read[] = rpcsOf(faces).flatMap(({ face: { isolation }, method }) => {
  if (isolation === undefined || writes.test(method.name)) return [];
  const name = nameOf(method);
  const known = isolation.reads[name];
  return {
    ...{ name, method, ...known },
    requestsAbout: (victim) => [
      ...(known?.isOpen !== undefined && known.requests ? [] : [namingRequest(isolation, method, victim)]),
      ...(known?.requests?.(victim) ?? []),
    ],
  };
});

/** Entries that are of no RPC, and RPCs taken for writes that ask for a permission to read. */
export const listMistakes = (): readonly string[] => [
  ...faces
    .flatMap(({ isolation }) => Object.keys(isolation?.reads ?? {}))
    .filter((name) => !reads.some((read) => read.name === name)),
  ...rpcsOf(faces).flatMap(({ face, method }) => {
    if (face.isolation === undefined) return [];
    const { rule } = getOption(method, access);
    const isReading = rule.case === "permission" && rule.value.endsWith(".read");
    return isReading && writes.test(method.name) ? [nameOf(method)] : [];
  }),
];

/** A request that names the victim's objects in every field that can. */
const namingRequest = (
  { textAbout }: NonNullable<Face["isolation"]>,
  method: DescMethodUnary,
  victim: Victim,
): Record<string, unknown> =>
  Object.fromEntries(
    method.input.fields.flatMap((field) => {
      const value = textAbout(victim, method, field);
      return value === undefined ? [] : [[field.localName, value] as const];
    }),
  );
