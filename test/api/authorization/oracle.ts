import { rolePermissions } from "../../../src/directory/role-permissions.ts";

// What a call must come to, worked out a second time from the table of roles and the access options: nothing here is the
// server's own code, so that the two can disagree.

/** Roles of a caller somewhere. */
export interface Held {
  readonly roles: readonly string[];
  readonly on: "instance" | "org" | "project" | "project-grant" | "project-role";
  /** The organization, project or grant; that of the role; the organization of the call whichever it is for the instance. */
  readonly id: string;
  /** The organizations in whose calls the roles count: its owner and, of a project grant, who has it. */
  readonly countIn: "everywhere" | readonly string[];
}

/** Who calls. */
export interface Subject {
  readonly token: "none" | "unknown" | "good";
  readonly userId: string;
  readonly held: readonly Held[];
}

/** What an RPC's access option asks for, and the value of the field that it checks. */
export type Asked =
  | { readonly rule: "public" | "authenticated" }
  | { readonly rule: "permission"; readonly permission: string; readonly checked: string | undefined };

/** What a rule of the directory asks for once more, about an object that a request names. */
export interface CloserLook {
  /** `undefined` where any role in the organization is enough. */
  readonly permission: string | undefined;
  /** The organization whose roles decide. */
  readonly orgId: string;
  /** The object, and those around it that a permission for one of them is good for, too. */
  readonly ids: readonly string[];
  /** The project to the administrators of whose role the rule is open. */
  readonly openToAdministratorsOf?: string;
  /** Users whom the rule does not keep from themselves. */
  readonly openTo: string | undefined;
  /** Id of the error for who is permitted other objects only. */
  readonly refusal: string;
}

/** One call, as far as authorization is concerned. */
export interface CallFacts {
  readonly asked: Asked;
  /** The organization of the call; `undefined` for a header that names none there is. */
  readonly orgId: string | undefined;
  readonly closerLooks: readonly CloserLook[];
  /** What the face says to who is refused, where it has words of its own. */
  readonly words: { readonly login: string; readonly closerLook?: string } | undefined;
}

/** `allowed`, or the id of the error (its text for one that has no id) that authorization refuses the call with. */
export function expectedOutcome(subject: Subject, { asked, orgId, closerLooks, words }: CallFacts): string {
  if (asked.rule === "public") return "allowed";
  if (subject.token === "none") return words?.login ?? "auth header missing";
  if (subject.token === "unknown") return words?.login ?? "AUTH-7fs1e";
  if (orgId === undefined) return "AUTH-Bs7Ds";
  if (asked.rule === "permission") {
    const refused = refusalIn(
      subject,
      orgId,
      asked.permission,
      asked.checked === undefined ? undefined : [asked.checked],
    );
    const ids = { "no role": "AUTHZ-cdgFk", "no permission": "AUTH-5mWD2", elsewhere: "AUTH-3jknH" } as const;
    if (refused !== undefined) return ids[refused];
  }
  for (const look of closerLooks) {
    if (look.openTo === subject.userId || isAdministrator(subject, look)) continue;
    const refused = refusalIn(subject, look.orgId, look.permission, look.ids);
    const ids = { "no role": "AUTHZ-cdgFk", "no permission": "AUTH-AWfge", elsewhere: look.refusal } as const;
    if (refused !== undefined) return words?.closerLook ?? ids[refused];
  }
  return "allowed";
}

const isAdministrator = ({ held }: Subject, { openToAdministratorsOf, orgId }: CloserLook): boolean =>
  held.some(({ on, id, countIn }) => on === "project-role" && id === openToAdministratorsOf && countIn.includes(orgId));

/** What the caller lacks. Without objects, a permission for a single one is enough. */
function refusalIn(
  { held }: Subject,
  orgId: string,
  permission: string | undefined,
  objectIds: readonly string[] | undefined,
): "no role" | "no permission" | "elsewhere" | undefined {
  const counting = held.filter(({ countIn }) => countIn === "everywhere" || countIn.includes(orgId));
  if (counting.length === 0) return "no role";
  if (permission === undefined) return undefined;
  const goodFor = counting.flatMap((membership) => objectsOf(membership, permission));
  if (goodFor.length === 0) return "no permission";
  if (objectIds === undefined || goodFor.includes("everything")) return undefined;
  return objectIds.some((id) => goodFor.includes(id)) ? undefined : "elsewhere";
}

/** What a membership gives the permission for: "everything" of the organization, ids of objects, or nothing. */
function objectsOf({ roles, on, id }: Held, permission: string): readonly string[] {
  return roles.flatMap((role) =>
    (permissionTable.get(role) ?? []).flatMap((text) => {
      const [name = "", limit] = text.split(":");
      if (name !== permission) return [];
      return [limit ?? (on === "instance" || on === "org" ? "everything" : id)];
    }),
  );
}

const permissionTable: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(rolePermissions));

/** Every role there is. */
export const everyRole: readonly string[] = [...permissionTable.keys()];
