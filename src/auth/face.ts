/**
 * The interface that a service belongs to: the first part of its package, such as `zitadel`. It decides how callers show
 * who they are, and the history names it.
 */
export const faceOf = ({ typeName }: { readonly typeName: string }): string => typeName.slice(0, typeName.indexOf("."));
