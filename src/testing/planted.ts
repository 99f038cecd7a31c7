/** An organization of a seed. */
export interface PlantedOrg {
  readonly id: string;
  readonly name: string;
}

/** A human of a seed. */
export interface PlantedHuman {
  readonly id: string;
  readonly orgId: string;
  readonly userName: string;
  readonly email: string;
}

/** A machine of a seed. */
export interface PlantedMachine {
  readonly id: string;
  readonly orgId: string;
  readonly userName: string;
  /** Its personal access token. */
  readonly token: string;
}

/** A project of a seed. */
export interface PlantedProject {
  readonly id: string;
  readonly orgId: string;
  readonly name: string;
  /** Ids of its grants, by the organizations' names in the seed. */
  readonly grantIds: Readonly<Record<string, string>>;
}

/** What a seed has become, by its names. */
export interface Planted {
  readonly orgs: Readonly<Record<string, PlantedOrg>>;
  readonly humans: Readonly<Record<string, PlantedHuman>>;
  readonly machines: Readonly<Record<string, PlantedMachine>>;
  readonly projects: Readonly<Record<string, PlantedProject>>;
}
