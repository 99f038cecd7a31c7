/** The two parts of a request target that decide about an RPC, both still percent-encoded. */
export interface RequestTarget {
  /** The path, with its leading slash if it has one. */
  readonly path: string;
  /** What follows the first `?`, "" when there is none. */
  readonly query: string;
}

/**
 * The parts of a request target as it stood in the request line.
 *
 * Nothing is decoded and no dot segment is folded: a path segment is decoded once, when it is bound to a field. The
 * absolute form (`http://host/path`), which RFC 9112 has servers accept, loses its scheme and authority.
 */
export function parseRequestTarget(rawTarget: string): RequestTarget {
  const target = rawTarget.startsWith("/") ? rawTarget : stripAuthority(rawTarget);
  const mark = target.indexOf("?");
  if (mark === -1) return { path: target, query: "" };
  return { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

/**
 * The raw segments of a path, or `undefined` for a path without a leading slash.
 *
 * The root path has none. An empty segment counts: `/a/` has two, `a` and an empty one.
 */
export function splitPath(path: string): string[] | undefined {
  if (!path.startsWith("/")) return undefined;
  return path.length === 1 ? [] : path.slice(1).split("/");
}

function stripAuthority(target: string): string {
  const authority = /^https?:\/\/[^/?#]*/i.exec(target);
  if (authority === null) return target;
  const rest = target.slice(authority[0].length);
  return rest.startsWith("/") ? rest : `/${rest}`;
}
