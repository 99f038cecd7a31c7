import { UserState } from "../../gen/zitadel/user/v1/user_pb.ts";
import { unique } from "./unique.ts";
import { rpc, type World } from "./world.ts";

/** A user of the zoo, as a list is expected to see it. Fields of a human are `undefined` for a machine. */
export interface ZooUser {
  /** What cases call it. */
  readonly key: string;
  readonly id: string;
  readonly userName: string;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly nickName: string | undefined;
  readonly displayName: string | undefined;
  readonly email: string | undefined;
  readonly state: UserState;
}

/** An organization with users that differ in everything lists look at. Nobody changes it. */
export interface Zoo {
  readonly orgId: string;
  /** By age. */
  readonly users: readonly ZooUser[];
}

/** Texts with what LIKE, collations and case tables get wrong: wildcards, escapes, accents, other scripts, emojis. */
const humans = [
  { key: "gigi", names: ["Gigi", "Giraffe", "gigi_100%", "Gigi Giraffe"], email: "gigi@Example.com", state: "active" },
  { key: "leo", names: ["leo", "LION", "gigi-100x", "leo LION"], email: "leo@example.com", state: "initial" },
  { key: "zoe", names: ["Zoë", "Österreich", "a\\b", "Zoë Ö"], email: "z_o%e@example.com", state: "locked" },
  { key: "greek", names: ["Ωμέγα", "Σίσυφος", "", "ΣΊΣΥΦΟΣ"], email: "greek@example.org", state: "initial" },
  { key: "emoji", names: ["🦒", "🦒🦒", "🦓", "🦒 Giraffe"], email: "emoji@example.org", state: "active" },
  { key: "quote", names: ["O'Hara", '"Q"', "--", "O'Hara;"], email: "o'hara@example.com", state: "locked" },
  { key: "twin", names: ["GIGI", "giraffe", "GIGI_100%", "GIGI GIRAFFE"], email: "GIGI@example.COM", state: "initial" },
] as const;

const zoos = new WeakMap<World, Promise<Zoo>>();

/** The zoo of this world, made when the first case asks for it. */
export function getZoo(world: World): Promise<Zoo> {
  const zoo = zoos.get(world) ?? buildZoo(world);
  zoos.set(world, zoo);
  return zoo;
}

async function buildZoo(world: World): Promise<Zoo> {
  const org = await world.addOrg();
  const users: ZooUser[] = [];
  for (const { key, names, email, state } of humans) {
    const [firstName, lastName, nickName, displayName] = names;
    const userName = `${key === "twin" ? "GIGI" : key}_${unique("%")}`;
    const id = await org.addHuman({
      userName,
      profile: { firstName, lastName, nickName, displayName },
      email: { email, isEmailVerified: state === "active" },
      ...(state === "active" ? { initialPassword: "Secret-1" } : {}),
    });
    if (state === "locked") await org.ok(rpc.lockUser, { id });
    users.push({ key, id, userName, firstName, lastName, nickName, displayName, email, state: states[state] });
  }
  for (const key of ["gigi-bot", "robot"]) {
    const userName = unique(`${key}-`);
    const id = await org.addMachine({ userName, name: "Gigi" });
    users.push({ key, id, userName, ...noProfile, state: UserState.ACTIVE });
  }
  return { orgId: org.id, users };
}

const states = { active: UserState.ACTIVE, initial: UserState.INITIAL, locked: UserState.LOCKED } as const;

const noProfile = {
  firstName: undefined,
  lastName: undefined,
  nickName: undefined,
  displayName: undefined,
  email: undefined,
};
