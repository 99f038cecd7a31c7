import { adobe } from "./adobe.ts";
import { camunda } from "./camunda.ts";
import type { Face } from "./face.ts";
import { ispring } from "./ispring.ts";
import { v1, v2 } from "./zitadel.ts";

/** Every interface that the server has. */
export const faces: readonly Face[] = [v1, v2, adobe, camunda, ispring];
