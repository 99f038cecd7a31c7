import { execFileSync } from "node:child_process";
import { createFileRegistry, type DescService, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { projectFolder } from "../support/built-program.ts";

let services: readonly DescService[] | undefined;

/** Every service in the protos of a face, whether or not anything serves it. */
export function listServices(face: string): readonly DescService[] {
  services ??= buildServices();
  return services.filter(({ typeName }) => typeName.startsWith(`${face}.`));
}

function buildServices(): readonly DescService[] {
  const image = execFileSync("node_modules/.bin/buf", ["build", "proto", "-o", "-#format=binpb"], {
    cwd: projectFolder,
    maxBuffer: 2 ** 26,
  });
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, image));
  return [...registry].filter((desc) => desc.kind === "service");
}
