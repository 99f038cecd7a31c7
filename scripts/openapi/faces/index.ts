import type { DocumentedFace } from "../face.ts";
import { adobeFace } from "./adobe.ts";
import { camundaFace } from "./camunda.ts";
import { ispringFace } from "./ispring.ts";
import { rosterFace } from "./roster.ts";
import { zitadelFace } from "./zitadel.ts";

/** Every face that has a document. */
export const documentedFaces: readonly DocumentedFace[] = [
  zitadelFace,
  rosterFace,
  adobeFace,
  camundaFace,
  ispringFace,
];
