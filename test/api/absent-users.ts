import type { NewHuman, OrgInTest } from "./org-in-test.ts";

/** What makes a human active at once. */
export const activeHuman = {
  email: { email: "gigi@example.com", isEmailVerified: true },
  initialPassword: "Secret-1",
} as const satisfies Partial<NewHuman>;

/** A way to the id of a user that a call must not find. */
export interface AbsentUser {
  readonly name: string;
  idFor(org: OrgInTest, other: OrgInTest): Promise<string>;
}

/** Humans that the organization does not have. */
export const absentUsers: readonly AbsentUser[] = [
  { name: "an unknown user", idFor: async () => "1" },
  { name: "a human of another organization", idFor: (_org, other) => other.addHuman(activeHuman) },
];

/** Users that are no human of the organization. */
export const absentHumans: readonly AbsentUser[] = [
  ...absentUsers,
  { name: "a machine", idFor: (org) => org.addMachine() },
];

/** Users that are no machine of the organization. */
export const absentMachines: readonly AbsentUser[] = [
  { name: "an unknown user", idFor: async () => "1" },
  { name: "a machine of another organization", idFor: (_org, other) => other.addMachine() },
  { name: "a human", idFor: (org) => org.addHuman(activeHuman) },
];
