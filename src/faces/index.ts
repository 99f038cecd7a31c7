import type { Config } from "../config.ts";
import { adobePath, adobeStatusPath } from "../services/adobe/paths.ts";
import { camundaPath } from "../services/camunda/path.ts";
import { listIspringPaths } from "../services/ispring/paths.ts";
import type { Face, FaceParts } from "./face.ts";

export type { Face, FaceParts } from "./face.ts";

/** The name of a face. */
export type FaceName = keyof typeof loaders;

/** A face that may be loaded long after the start, by the first request for it. */
export interface FaceOnDemand {
  readonly name: FaceName;
  /** Whether requests to this path, without a query, are the face's: its RPCs, and all below the paths it begins with. */
  owns(path: string): boolean;
}

/** Reading a face's descriptors takes a tenth of a start, so each is in modules of its own. */
const loaders = {
  zitadel: async () => (await import("./zitadel.ts")).createZitadelFace,
  roster: async () => (await import("./roster.ts")).createRosterFace,
  adobe: async () => (await import("./adobe.ts")).createAdobeFace,
  camunda: async () => (await import("./camunda.ts")).createCamundaFace,
  ispring: async () => (await import("./ispring.ts")).createIspringFace,
} satisfies Record<string, () => Promise<(parts: FaceParts) => Face>>;

/** Gives faces by their names. */
export type LoadFaces = (names: readonly FaceName[]) => Promise<readonly Face[]>;

/** Loads faces, on one directory: each when it is asked for first, and once. */
export function createFaceLoader(parts: FaceParts): LoadFaces {
  const loading = new Map<FaceName, Promise<Face>>();
  function load(name: FaceName): Promise<Face> {
    const face = loading.get(name) ?? loaders[name]().then((createFace) => createFace(parts));
    loading.set(name, face);
    return face;
  }
  return (names) => Promise.all(names.map(load));
}

/**
 * Which faces the settings ask for, and when they are loaded. Most of what callers do is ZITADEL's, and Roster's own
 * calls belong to every face: these two are there at the start. The others are loaded at their first request, unless a
 * setting names limits of theirs, which has to be verified.
 */
export function planFaces(config: Config): { atStart: readonly FaceName[]; onDemand: readonly FaceOnDemand[] } {
  const names: readonly FaceName[] = [...config.faces, "roster"];
  const pathsOf = {
    adobe: [adobePath, adobeStatusPath],
    camunda: [camundaPath],
    ispring: listIspringPaths(config.ispringPath),
  };
  const onDemand = namesLimits(config)
    ? []
    : names.flatMap((name) =>
        name in pathsOf ? [createFaceOnDemand(name, pathsOf[name as keyof typeof pathsOf])] : [],
      );
  return { atStart: names.filter((name) => !onDemand.some((face) => face.name === name)), onDemand };
}

function createFaceOnDemand(name: FaceName, paths: readonly string[]): FaceOnDemand {
  const beginnings = [`/${name}.`, ...paths.map((path) => `${path}/`)];
  return {
    name,
    owns: (path) => paths.includes(path) || beginnings.some((beginning) => path.startsWith(beginning)),
  };
}

const namesLimits = ({ throttling }: Config): boolean => typeof throttling === "object" && throttling.families.size > 0;
