import { type DescEnum, type DescExtension, type DescFile, type DescMessage, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";

/** Proto files, with all that they import, by what callers ask for. */
export interface DescribedFiles {
  /** The file with this name, such as `zitadel/user/v1/user.proto`. */
  findByName(name: string): DescFile | undefined;
  /**
   * The file that declares a service, an RPC, a message, a field, a oneof, an enum, one of its values or an extension, by
   * its full name.
   */
  findBySymbol(symbol: string): DescFile | undefined;
  /** The file that declares the extension of this message with this number. */
  findByExtension(messageName: string, extensionNumber: number): DescFile | undefined;
  /** The numbers of the extensions of a message, rising; `undefined` when there is no such message. */
  listExtensionNumbers(messageName: string): readonly number[] | undefined;
}

/** Indexes files and all that they import. */
export function createDescribedFiles(roots: readonly DescFile[]): DescribedFiles {
  const files = withDependencies(roots);
  const byName = new Map(files.map((file) => [file.proto.name, file]));
  const bySymbol = new Map(files.flatMap((file) => listSymbols(file).map((symbol) => [symbol, file] as const)));
  const extensions = new Map<string, Map<number, DescFile>>();
  for (const { extendee, number, file } of files.flatMap(listExtensions)) {
    const known = extensions.get(extendee.typeName) ?? new Map<number, DescFile>();
    extensions.set(extendee.typeName, known.set(number, file));
  }
  return {
    findByName: (name) => byName.get(name),
    findBySymbol: (symbol) => bySymbol.get(symbol),
    findByExtension: (messageName, extensionNumber) => extensions.get(messageName)?.get(extensionNumber),
    listExtensionNumbers(messageName) {
      const known = extensions.get(messageName);
      if (known === undefined) return bySymbol.has(messageName) ? [] : undefined;
      return [...known.keys()].sort((one, other) => one - other);
    },
  };
}

/** Files and all that they import, each once and in front of what it imports. */
export function withDependencies(roots: readonly DescFile[]): readonly DescFile[] {
  const found = new Set(roots);
  // A set that grows while it is gone through is gone through to its new end.
  for (const file of found) for (const imported of file.dependencies) found.add(imported);
  return [...found];
}

const encoded = new WeakMap<DescFile, Uint8Array>();

/** The file as a `google.protobuf.FileDescriptorProto`, made once. */
export function encodeFile(file: DescFile): Uint8Array {
  const bytes = encoded.get(file) ?? toBinary(FileDescriptorProtoSchema, file.proto);
  encoded.set(file, bytes);
  return bytes;
}

const listSymbols = (file: DescFile): readonly string[] => [
  ...file.services.flatMap(({ typeName, methods }) => [typeName, ...methods.map(({ name }) => `${typeName}.${name}`)]),
  ...file.messages.flatMap(listMessageSymbols),
  ...file.enums.flatMap(listEnumSymbols),
  ...listExtensions(file).map(({ typeName }) => typeName),
];

const listMessageSymbols = (message: DescMessage): readonly string[] => [
  message.typeName,
  ...[...message.fields, ...message.oneofs].map(({ name }) => `${message.typeName}.${name}`),
  ...message.nestedMessages.flatMap(listMessageSymbols),
  ...message.nestedEnums.flatMap(listEnumSymbols),
];

/** The values of an enum are named beside it, not inside of it. */
function listEnumSymbols({ typeName, values }: DescEnum): readonly string[] {
  const scope = typeName.slice(0, typeName.lastIndexOf(".") + 1);
  return [typeName, ...values.map(({ name }) => `${scope}${name}`)];
}

const listExtensions = (file: DescFile): readonly DescExtension[] => [
  ...file.extensions,
  ...file.messages.flatMap(listNestedExtensions),
];

const listNestedExtensions = ({ nestedExtensions, nestedMessages }: DescMessage): readonly DescExtension[] => [
  ...nestedExtensions,
  ...nestedMessages.flatMap(listNestedExtensions),
];
