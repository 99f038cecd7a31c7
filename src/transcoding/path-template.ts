/** What one segment of a path template matches: itself, any one segment, or any number of segments. */
export type PathSegment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "single" }
  | { readonly kind: "multi" };

/** A variable of a path template and the template segments it covers. */
export interface PathVariable {
  /** Dotted path of the request field that gets the text. */
  readonly path: string;
  /** Index of the first template segment, inclusive. */
  readonly start: number;
  /** Index behind the last template segment. */
  readonly end: number;
  /** Whether the text may contain separators: the variable covers several segments, or `**`. */
  readonly isMultiSegment: boolean;
}

/**
 * A parsed path template of google/api/http.proto.
 *
 * Literals and the verb are in canonical percent-encoding, see `canonicalizeSegment()`.
 */
export interface PathTemplate {
  readonly segments: readonly PathSegment[];
  /** The verb without its colon, "" when there is none. */
  readonly verb: string;
  readonly variables: readonly PathVariable[];
  /** Index of the `**` among the segments, -1 when there is none. */
  readonly multiIndex: number;
}

/**
 * The template as text, in its canonical form: `{name}` for a variable of one segment, literals in canonical
 * percent-encoding. Parsing the result gives an equal template.
 */
export function formatPathTemplate(template: PathTemplate): string {
  const { segments, variables, verb } = template;
  const parts: string[] = [];
  let index = 0;
  for (const variable of variables) {
    parts.push(...segments.slice(index, variable.start).map(formatSegment));
    parts.push(formatVariable(variable, segments.slice(variable.start, variable.end)));
    index = variable.end;
  }
  parts.push(...segments.slice(index).map(formatSegment));
  return `/${parts.join("/")}${verb === "" ? "" : `:${verb}`}`;
}

/**
 * The template that matches `prefix` followed by what `template` matches.
 *
 * The prefix may hold literals only; a verb or a variable in it is the caller's mistake and is dropped with the rest of
 * what is not a segment.
 */
export function prependToTemplate(prefix: PathTemplate, template: PathTemplate): PathTemplate {
  const shift = prefix.segments.length;
  return {
    segments: [...prefix.segments, ...template.segments],
    verb: template.verb,
    variables: template.variables.map((v) => ({ ...v, start: v.start + shift, end: v.end + shift })),
    multiIndex: template.multiIndex === -1 ? -1 : template.multiIndex + shift,
  };
}

function formatVariable(variable: PathVariable, segments: readonly PathSegment[]): string {
  const pattern = segments.map(formatSegment).join("/");
  return pattern === "*" ? `{${variable.path}}` : `{${variable.path}=${pattern}}`;
}

function formatSegment(segment: PathSegment): string {
  switch (segment.kind) {
    case "literal":
      return segment.text;
    case "single":
      return "*";
    case "multi":
      return "**";
  }
}
