// `roster/testing`: a whole server for a test, in the test's own process.
export type { PlantedHuman, PlantedOrg, PlantedProject } from "./planted.ts";
export {
  type AnySeed,
  type GrantSeed,
  type HumanSeed,
  type MachineSeed,
  type MembershipSeed,
  type OrgSeed,
  type ProjectSeed,
  type Seed,
  SeedError,
} from "./seed.ts";
export {
  type MachineInTest,
  type OrgInTest,
  type RosterInTest,
  type StartOptions,
  startRoster,
} from "./start-roster.ts";
