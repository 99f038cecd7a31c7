import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type AnyDesc, createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { nestedTypes } from "@bufbuild/protobuf/reflect";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { getComments } from "@bufbuild/protoplugin";

/** The comment of a part of the API as text for people: paragraphs with a blank line between, "" where there is none. */
export type CommentOf = (desc: AnyDesc) => string;

type Commented = Exclude<AnyDesc, { kind: "file" }>;

/**
 * The comments of the protos. Generated code has none, so they come from an image that is built for the purpose; what
 * stands for the same thing in both has the same name, such as `field zitadel.v1.ErrorDetail.id`.
 */
export function readComments(folder: string): CommentOf {
  const buf = join(folder, "node_modules", ".bin", "buf");
  const image = execFileSync(buf, ["build", "proto", "-o", "-#format=binpb"], { cwd: folder, maxBuffer: 2 ** 26 });
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, image));
  const comments = new Map<string, string>();
  for (const file of registry.files) {
    for (const desc of listParts([...nestedTypes(file)])) comments.set(desc.toString(), textOf(desc));
  }
  return (desc) => comments.get(desc.toString()) ?? "";
}

const listParts = (types: readonly Commented[]): readonly Commented[] =>
  types.flatMap((desc): readonly Commented[] => {
    switch (desc.kind) {
      case "message":
        return [desc, ...desc.fields, ...desc.oneofs];
      case "enum":
        return [desc, ...desc.values];
      case "service":
        return [desc, ...desc.methods];
      default:
        return [desc];
    }
  });

function textOf(desc: Commented): string {
  const { leading, trailing } = getComments(desc);
  const lines = `${leading ?? ""}${trailing ?? ""}`.split("\n").map((line) => line.replace(/^ /, "").trimEnd());
  // Notes for the linter are not for people.
  return unfold(lines.filter((line) => !line.startsWith("buf:lint:")));
}

/** Lines of one paragraph become one line; lists keep theirs. */
const unfold = (lines: readonly string[]): string =>
  lines
    .join("\n")
    .trim()
    .replace(/([^\n])\n(?!\n|\s*- )/g, "$1 ");
