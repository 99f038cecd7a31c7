import { createAdobeFace } from "./adobe.ts";
import { createCamundaFace } from "./camunda.ts";
import type { Face, FaceParts } from "./face.ts";
import { createRosterFace } from "./roster.ts";
import { createZitadelFace } from "./zitadel.ts";

export type { Face, FaceParts } from "./face.ts";

/** Every face that is served, on one directory: those that the settings ask for, and Roster's own calls. */
export function createFaces(parts: FaceParts): readonly Face[] {
  const served: ReadonlySet<string> = new Set([...parts.config.faces, "roster"]);
  const faces = [createZitadelFace(parts), createRosterFace(parts), createAdobeFace(parts), createCamundaFace(parts)];
  return faces.filter(({ name }) => served.has(name));
}
