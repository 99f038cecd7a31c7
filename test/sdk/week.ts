import type { TestServer } from "../support/server.ts";
import type { CallerOptions, Clients, OpenWire } from "./wires.ts";

/** An organization with the clients of the administrator, who calls for it. */
export interface Org extends Clients {
  readonly id: string;
  readonly name: string;
}

/** What the chapters of the scenario share. Each makes the users and projects that it needs. */
export interface Week extends Clients {
  /** A company. */
  readonly zoo: Org;
  /** A company that works for the zoo. */
  readonly clinic: Org;
  /** The administrator's clients for another organization. */
  inOrg(orgId: string): Clients;
  /** Clients of somebody else. */
  as(options: CallerOptions): Clients;
  /** The text with an end that no other week has, for names that are unique in the instance. */
  own(text: string): string;
}

/** A chapter: steps in their order, each a test. */
export type Chapter = (week: () => Week) => void;

let count = 0;

/** Founds the two organizations as the administrator. */
export async function startWeek({ adminToken }: TestServer, wire: OpenWire): Promise<Week> {
  count += 1;
  const own = (text: string) => `${text}-${count}`;
  const admin = wire.as({ token: adminToken });
  const inOrg = (orgId: string) => wire.as({ token: adminToken, orgId });
  const found = async (name: string): Promise<Org> => {
    const { id } = await admin.management.addOrg({ name });
    return { id, name, ...inOrg(id) };
  };
  return { ...admin, own, inOrg, as: wire.as, zoo: await found(own("Zoo")), clinic: await found(own("Clinic")) };
}

/** Adds a human that can log in at once, and answers its id. */
export async function hire({ management }: Clients, userName: string): Promise<string> {
  const { userId } = await management.addHumanUser({
    userName,
    profile: { firstName: "Gigi", lastName: "Giraffe", preferredLanguage: "en" },
    email: { email: `${userName}@example.com`, isEmailVerified: true },
    initialPassword: "Secret-1",
  });
  return userId;
}

/** Adds a machine with a token, and answers both. */
export async function install(
  org: Clients,
  userName: string,
): Promise<{ readonly id: string; readonly token: string }> {
  const { userId: id } = await org.management.addMachineUser({ userName, name: "Robot" });
  return { id, token: (await org.management.addPersonalAccessToken({ userId: id })).token };
}

/** Adds a project with roles of these keys, and answers its id. */
export async function plan({ management }: Clients, name: string, ...roleKeys: string[]): Promise<string> {
  const { id: projectId } = await management.addProject({ name });
  const roles = roleKeys.map((key) => ({ key, displayName: `Role ${key}` }));
  await management.bulkAddProjectRoles({ projectId, roles });
  return projectId;
}

/** The keys of a history as it was answered, without their common beginning. */
export const keysOf = (changes: readonly { readonly eventType?: { readonly key: string } }[]): readonly string[] =>
  changes.map(({ eventType }) => eventType?.key.replace("EventTypes.", "") ?? "");
