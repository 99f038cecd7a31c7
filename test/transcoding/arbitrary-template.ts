import fc from "fast-check";

const literal = fc.constantFrom("a", "b", "users", "v1", "%2F", "a%20b", "x@y", "A-1._~");
const segment = fc.oneof(literal, fc.constant("*"));

/** Well-formed path templates over few literals, so that several of them meet on the same paths. */
export const arbitraryTemplate: fc.Arbitrary<string> = fc
  .record({
    head: fc.array(fc.tuple(segment, fc.nat({ max: 3 })), { maxLength: 5 }),
    multi: fc.option(fc.record({ tail: fc.array(literal, { maxLength: 2 }), isVariable: fc.boolean() })),
    verb: fc.option(fc.constantFrom("do", "undo", "a")),
  })
  .map(({ head, multi, verb }) => {
    const parts = head.map(([text, choice], i) => formatSegment(text, choice, i));
    if (multi !== null) parts.push(multi.isVariable ? "{rest=**}" : "**", ...multi.tail);
    const path = `/${parts.join("/")}`;
    return verb === null || path === "/" ? path : `${path}:${verb}`;
  });

function formatSegment(text: string, choice: number, index: number): string {
  switch (choice) {
    case 1:
      return `{v${index}=${text}}`;
    case 2:
      return `{v${index}.inner=${text}/${text}}`;
    default:
      return text;
  }
}
