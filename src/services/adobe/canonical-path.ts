import { type DescMethod, getOption, hasOption } from "@bufbuild/protobuf";
import { http } from "../../../gen/google/api/annotations_pb.ts";

const paths = new WeakMap<DescMethod, string>();

/**
 * The path that stands for an RPC, with the names of its variables as JSON spells them: `/v2/usermanagement/action/{orgId}`.
 * Undefined for an RPC that is bound to none.
 */
export function canonicalPathOf(method: DescMethod): string | undefined {
  const known = paths.get(method);
  if (known !== undefined) return known;
  if (!hasOption(method, http)) return undefined;
  const { pattern } = getOption(method, http);
  if (typeof pattern.value !== "string") return undefined;
  const path = pattern.value.replace(/\{(\w+)(?:=[^}]*)?\}/g, (_, name: string) => {
    const field = method.input.fields.find((candidate) => candidate.name === name);
    return `{${field?.jsonName ?? name}}`;
  });
  paths.set(method, path);
  return path;
}
