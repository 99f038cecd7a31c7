import type { DescMessage, Message } from "@bufbuild/protobuf";
import { type Path, type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";

/** A message within another one. */
export interface NestedMessage {
  readonly desc: DescMessage;
  readonly message: Message;
  /** Where it is in the outermost message. */
  readonly path: Path;
}

/** The nested messages, at any depth, whose types can hold messages of their own type, outer ones first. */
export function* findRecursiveMessages(desc: DescMessage, message: Message): Generator<NestedMessage> {
  if (!holdsRecursive(desc)) return;
  for (const nested of listNested(reflect(desc, message))) {
    if (isRecursive(nested.desc)) yield nested;
    for (const inner of findRecursiveMessages(nested.desc, nested.message)) {
      yield { ...inner, path: [...nested.path, ...inner.path] };
    }
  }
}

function* listNested(outer: ReflectMessage): Generator<NestedMessage> {
  for (const field of outer.fields) {
    if (!outer.isSet(field)) continue;
    switch (field.fieldKind) {
      case "message":
        yield nestedOf(outer.get(field), [field]);
        break;
      case "list":
        if (field.listKind !== "message") break;
        for (const [index, item] of [...outer.get(field)].entries()) {
          // Items of a list of messages are messages.
          yield nestedOf(item as ReflectMessage, [field, { kind: "list_sub", index }]);
        }
        break;
      case "map":
        if (field.mapKind !== "message") break;
        for (const [key, value] of outer.get(field)) {
          // Keys of maps are what paths take for keys, and values of a map of messages are messages.
          const sub = { kind: "map_sub", key: key as string | number | bigint | boolean } as const;
          yield nestedOf(value as ReflectMessage, [field, sub]);
        }
        break;
    }
  }
}

const nestedOf = ({ desc, message }: ReflectMessage, path: Path): NestedMessage => ({ desc, message, path });

const isRecursive = remember((desc) => listInner(desc).has(desc));

const holdsRecursive = remember((desc) => [...listInner(desc)].some(isRecursive));

/** Which types the messages of a type can hold, at any depth. */
function listInner(desc: DescMessage): ReadonlySet<DescMessage> {
  const found = new Set<DescMessage>();
  const add = (outer: DescMessage): void => {
    for (const { message } of outer.fields) {
      if (message == null || found.has(message)) continue;
      found.add(message);
      add(message);
    }
  };
  add(desc);
  return found;
}

function remember(find: (desc: DescMessage) => boolean): (desc: DescMessage) => boolean {
  const known = new Map<DescMessage, boolean>();
  return (desc) => {
    const answer = known.get(desc) ?? find(desc);
    known.set(desc, answer);
    return answer;
  };
}
