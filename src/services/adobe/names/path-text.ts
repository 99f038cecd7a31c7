/**
 * A text from the end of a path, where slashes stand as they are or encoded: a name has no place for the difference,
 * which the transcoder keeps.
 */
export const decodeSlashes = (text: string): string => text.replaceAll("%2F", "/");

/** A user's name as the directory has it: one that is no email address stands under the domain that is given with it. */
export const userNameIn = (name: string, domain: string): string =>
  name.includes("@") || domain === "" ? name : `${name}@${domain}`;
