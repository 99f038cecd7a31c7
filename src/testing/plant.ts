import type { Caller } from "../directory/caller.ts";
import type { Directory } from "../directory/directory.ts";
import { DomainError } from "../directory/errors.ts";
import type { InstanceRow, OrgId } from "../directory/model.ts";
import type { Ground } from "./ground.ts";
import { plantGrant, plantMembership } from "./plant-access.ts";
import { plantProject } from "./plant-projects.ts";
import { plantHuman, plantMachine } from "./plant-users.ts";
import type { Planted } from "./planted.ts";
import { type AnySeed, SeedError } from "./seed.ts";

/**
 * Writes a seed into a directory, by the directory's own rules, and answers what became of it.
 *
 * Rejects with a {@link SeedError} for names that the seed does not have and for what the rules refuse.
 */
export async function plant(directory: Directory, instance: InstanceRow, seed: AnySeed): Promise<Planted> {
  const callerIn = (orgId: OrgId): Caller => ({
    userId: instance.adminUserId,
    orgId,
    face: "system",
    permissions: "all",
  });
  const ground: Ground = { directory, callerIn };

  const orgs = await plantEach("organization", seed.orgs, async (key, { name = key }) => {
    const { id } = await directory.orgs.add(callerIn(instance.defaultOrgId), name);
    return { id, name };
  });
  const orgOf = (org: string | undefined): OrgId =>
    org === undefined ? instance.defaultOrgId : find("organization", orgs, org).id;

  const humans = await plantEach("human", seed.humans, (key, human) =>
    plantHuman(ground, orgOf(human.org), key, human),
  );
  const machines = await plantEach("machine", seed.machines, (key, machine) => {
    if (Object.hasOwn(humans, key)) throw new SeedError("a human has this name, too");
    return plantMachine(ground, orgOf(machine.org), key, machine);
  });
  const projects = await plantEach("project", seed.projects, (key, project) =>
    plantProject(ground, orgOf(project.org), key, project, orgOf),
  );

  const users = { ...humans, ...machines };
  await plantEach("grant", seed.grants, (_, { user, project, roles }) =>
    plantGrant(ground, find("user", users, user), find("project", projects, project), roles),
  );
  await plantEach("membership", seed.memberships, (_, { user, roles, ...where }) => {
    const { project, grantedTo } = { grantedTo: undefined, ...where };
    const place =
      project === undefined
        ? { orgId: where.instance ? undefined : orgOf(where.org) }
        : { project: find("project", projects, project), grantedTo };
    return plantMembership(ground, find("user", users, user).id, roles, place);
  });
  return { orgs, humans, machines, projects };
}

/** Plants the entries one after another, so that each can refer to those before it, and names the one that fails. */
async function plantEach<Entry, Result>(
  kind: string,
  entries: Readonly<Record<string, Entry>> | readonly Entry[] | undefined,
  plantOne: (key: string, entry: Entry) => Promise<Result>,
): Promise<Readonly<Record<string, Result>>> {
  const results: Record<string, Result> = {};
  for (const [key, entry] of Object.entries<Entry>({ ...entries })) {
    try {
      results[key] = await plantOne(key, entry);
    } catch (error) {
      if (!(error instanceof SeedError || error instanceof DomainError)) throw error;
      const reason = error instanceof DomainError ? `${error.text} (${error.id})` : error.message;
      throw new SeedError(`The seed's ${kind} ${JSON.stringify(key)} cannot be planted: ${reason}`, { cause: error });
    }
  }
  return results;
}

/** What has this name. Throws when nothing does, with the names there are. */
function find<Value>(kind: string, planted: Readonly<Record<string, Value>>, name: string): Value {
  const found = Object.hasOwn(planted, name) ? planted[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(planted).map((known) => JSON.stringify(known));
  throw new SeedError(`there is no ${kind} ${JSON.stringify(name)} in the seed, only ${names.join(", ") || "none"}`);
}
