import type { Caller } from "../directory/caller.ts";
import type { Directory } from "../directory/directory.ts";
import { type InstanceRow, type OrgId, type UserId, userId } from "../directory/model.ts";
import { orgDomainOf } from "../directory/new-org.ts";
import type { CreatedHuman } from "../directory/user-creation.ts";
import { addDemoProject, ifMissing } from "./demo-projects.ts";

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

/** Adds what is missing of the demonstration data: people, a project that is lent, roles. Running it again changes nothing. */
export async function addDemo(directory: Directory, instance: InstanceRow): Promise<void> {
  const callers: Caller[] = [];
  for (const { name, humans } of demoOrgs) {
    const caller = systemCallerIn(await ensureOrg(directory, instance, name), instance.adminUserId);
    for (const human of humans) await ensureHuman(directory, caller, human);
    callers.push(caller);
  }
  const [owner, borrower] = callers;
  const [zoo, aquarium] = demoOrgs;
  if (owner === undefined || borrower === undefined) return;
  const [ownUser, manager] = [
    await findHuman(directory, owner, zoo.humans[0]),
    await findHuman(directory, owner, zoo.humans[1]),
  ];
  const borrowingUser = await findHuman(directory, borrower, aquarium.humans[0]);
  // Somebody may have removed one of them since an earlier start.
  if (ownUser === undefined || manager === undefined || borrowingUser === undefined) return;
  await addDemoProject(directory, { owner, borrower, ownUser, manager, borrowingUser });
}

/** Gigi Giraffe, if the demonstration data is there. */
export async function findDemoHuman(directory: Directory, instance: InstanceRow): Promise<DemoHuman | undefined> {
  const [zoo] = demoOrgs;
  const orgId = await directory.orgs.findByDomain(orgDomainOf(zoo.name, instance.domain));
  if (orgId === undefined) return undefined;
  const id = await findHuman(directory, systemCallerIn(orgId, userId("")), zoo.humans[0]);
  return id && { id, orgId };
}

async function findHuman(directory: Directory, caller: Caller, name: string): Promise<UserId | undefined> {
  const match = { text: userNameOf(name), method: "equals", ignoreCase: false } as const;
  const { items } = await directory.users.list(caller, {
    filters: [{ kind: "text", field: "userName", match }],
    sortBy: "id",
    isAscending: true,
    page: { offset: 0, limit: 1 },
  });
  return items[0]?.id;
}

const systemCallerIn = (orgId: OrgId, adminUserId: UserId): Caller => ({
  userId: adminUserId,
  orgId,
  face: "system",
  permissions: "all",
});

async function ensureOrg(directory: Directory, instance: InstanceRow, name: string): Promise<OrgId> {
  const domain = orgDomainOf(name, instance.domain);
  const existing = await directory.orgs.findByDomain(domain);
  if (existing !== undefined) return existing;
  const caller = systemCallerIn(instance.defaultOrgId, instance.adminUserId);
  const added = await ifMissing(directory.orgs.add(caller, name));
  const id = added?.id ?? (await directory.orgs.findByDomain(domain));
  if (id === undefined) throw new Error(`the organization ${name} is neither there nor can it be added`);
  return id;
}

/**
 * Adds a human that nobody has to write to: active at once, with a verified address. It has no password: one that
 * everybody knows would let everybody in, with the roles that some of the humans get.
 */
async function ensureHuman(directory: Directory, caller: Caller, name: string): Promise<void> {
  const userName = userNameOf(name);
  if (!(await directory.users.isUnique({ userName, email: "" }))) return;
  const [firstName = name, lastName = name] = name.split(" ");
  const human: CreatedHuman = {
    orgId: caller.orgId,
    id: undefined,
    userName,
    profile: {
      firstName,
      lastName,
      nickName: firstName,
      displayName: name,
      preferredLanguage: "en",
      gender: "unspecified",
    },
    email: { address: `${userName}@example.com`, verification: { kind: "verified" } },
    phone: undefined,
    password: undefined,
    metadata: [],
    identityProviderIds: [],
    totpSecret: undefined,
  };
  await ifMissing(directory.userCreation.addHuman(caller, human));
}

const userNameOf = (name: string): string => name.toLowerCase().replace(" ", ".");
