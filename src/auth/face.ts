/**
 * The interface that a service belongs to: the first part of its package, such as `zitadel`. It decides how callers show
 * who they are, and the history names it.
 */
export function faceOf({ typeName }: { readonly typeName: string }): string {
  const known = faces.get(typeName);
  if (known !== undefined) return known;
  const face = typeName.slice(0, typeName.indexOf("."));
  faces.set(typeName, face);
  return face;
}

/** By the names of services, of which there are a few. Each call asks twice, and a text that is cut out is a new one. */
const faces = new Map<string, string>();
