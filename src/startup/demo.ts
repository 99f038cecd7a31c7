import type { Caller } from "../directory/caller.ts";
import type { Directory } from "../directory/directory.ts";
import { DomainError } from "../directory/errors.ts";
import { type InstanceRow, type OrgId, type UserId, userId } from "../directory/model.ts";
import { orgDomainOf } from "../directory/orgs.ts";

/** Two organizations with ten humans each. The first human is the one that examples change. */
const demoOrgs = [
  {
    name: "Savanna Zoo",
    humans: [
      "Gigi Giraffe",
      "Leo Lion",
      "Zara Zebra",
      "Rita Rhino",
      "Hugo Hippo",
      "Ella Elephant",
      "Max Meerkat",
      "Wanda Warthog",
      "Otto Ostrich",
      "Greta Gazelle",
    ],
  },
  {
    name: "Harbor Aquarium",
    humans: [
      "Olga Octopus",
      "Sam Seal",
      "Dora Dolphin",
      "Paul Penguin",
      "Wilma Walrus",
      "Tim Turtle",
      "Carla Crab",
      "Rolf Ray",
      "Mona Moray",
      "Ole Otter",
    ],
  },
] as const;

/** A human to try calls on. */
export interface DemoHuman {
  readonly id: UserId;
  readonly orgId: OrgId;
}

/** Adds what is missing of the demonstration data; running it again changes nothing. */
export async function addDemo(directory: Directory, instance: InstanceRow): Promise<void> {
  for (const { name, humans } of demoOrgs) {
    const caller = systemCallerIn(await ensureOrg(directory, instance, name), instance.adminUserId);
    for (const human of humans) await ensureHuman(directory, caller, human);
  }
}

/** Gigi Giraffe, if the demonstration data is there. */
export async function findDemoHuman(directory: Directory, instance: InstanceRow): Promise<DemoHuman | undefined> {
  const [zoo] = demoOrgs;
  const orgId = await directory.orgs.findByDomain(orgDomainOf(zoo.name, instance.domain));
  if (orgId === undefined) return undefined;
  const { items } = await directory.users.list(systemCallerIn(orgId, userId("")), {
    filters: [
      {
        kind: "text",
        field: "userName",
        match: { text: userNameOf(zoo.humans[0]), method: "equals", ignoreCase: false },
      },
    ],
    sortBy: "id",
    isAscending: true,
    page: { offset: 0, limit: 1 },
  });
  return items[0] && { id: items[0].id, orgId };
}

const systemCallerIn = (orgId: OrgId, adminUserId: UserId): Caller => ({ userId: adminUserId, orgId, face: "system" });

async function ensureOrg(directory: Directory, instance: InstanceRow, name: string): Promise<OrgId> {
  const domain = orgDomainOf(name, instance.domain);
  const existing = await directory.orgs.findByDomain(domain);
  if (existing !== undefined) return existing;
  const caller = systemCallerIn(instance.defaultOrgId, instance.adminUserId);
  try {
    return (await directory.orgs.add(caller, name)).id;
  } catch (error) {
    const added = isThereAlready(error) ? await directory.orgs.findByDomain(domain) : undefined;
    if (added === undefined) throw error;
    return added;
  }
}

async function ensureHuman(directory: Directory, caller: Caller, name: string): Promise<void> {
  const userName = userNameOf(name);
  if (!(await directory.users.isUnique({ userName, email: "" }))) return;
  const [firstName = name, lastName = name] = name.split(" ");
  const human = {
    userName,
    profile: {
      firstName,
      lastName,
      nickName: firstName,
      displayName: name,
      preferredLanguage: "en",
      gender: "unspecified",
    },
    email: `${userName}@example.com`,
    isEmailVerified: true,
    phone: undefined,
    initialPassword: "",
  } as const;
  try {
    await directory.humans.add(caller, human);
  } catch (error) {
    if (!isThereAlready(error)) throw error;
  }
}

/** Another process, which starts on the same database at the same moment, was faster. */
const isThereAlready = (error: unknown): boolean => error instanceof DomainError && error.kind === "already-exists";

const userNameOf = (name: string): string => name.toLowerCase().replace(" ", ".");
