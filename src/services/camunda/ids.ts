import { camundaError } from "./errors.ts";

/** Camunda's default allows letters and digits only; login names and names of groups have these, too. */
const idPattern = /^[a-zA-Z0-9._@+-]+$/;
const maxIdLength = 64;
const maxTextLength = 255;

/** The id that something new is to have. Refuses what is no resource identifier, and what is too long. */
export function verifyNewId(noun: "User" | "Group" | "Tenant", id: string): string {
  if (!idPattern.test(id)) {
    throw camundaError("engine", `${noun} has an invalid id: '${id}' is not a valid resource identifier.`);
  }
  if (id.length > maxIdLength) throw tooLong("id", maxIdLength);
  return id;
}

/** A text of a body; nothing when it is missing. Refuses what Camunda's columns do not hold. */
export function verifyText(name: string, text: string | undefined): string {
  if (text !== undefined && text.length > maxTextLength) throw tooLong(name, maxTextLength);
  return text ?? "";
}

const tooLong = (name: string, maxLength: number) =>
  camundaError("columnTooSmall", `The ${name} is longer than ${maxLength} characters`);

/**
 * Refuses a body whose id is missing or another than the path's. Camunda fails on the first with a null pointer, and
 * overwrites another object, with its password, on the second.
 */
export function verifyBodyId(pathId: string, bodyId: string | undefined): void {
  if (bodyId === undefined)
    throw camundaError("invalidRequest", `The body needs the id that the path has: '${pathId}'`);
  if (bodyId !== pathId) {
    const message = `The body has the id '${bodyId}' and the path '${pathId}': an id cannot be changed`;
    throw camundaError("invalidRequest", message);
  }
}

/** How this interface shows a text of the directory: what is empty is null. */
export const orNull = (text: string): string | undefined => (text === "" ? undefined : text);
