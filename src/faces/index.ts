import { createAdobeFace } from "./adobe.ts";
import type { Face, FaceParts } from "./face.ts";
import { createRosterFace } from "./roster.ts";
import { createZitadelFace } from "./zitadel.ts";

export type { Face, FaceParts } from "./face.ts";

/** Every face that is served, on one directory. */
export const createFaces = (parts: FaceParts): readonly Face[] => [
  createZitadelFace(parts),
  createRosterFace(parts),
  createAdobeFace(parts),
];
