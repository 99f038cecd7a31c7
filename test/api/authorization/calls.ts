import { type DescMethod, type DescMethodUnary, getOption } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { http } from "../../../gen/google/api/annotations_pb.ts";
import { type Access, access } from "../../../gen/roster/access/v1/access_pb.ts";
import { callerErrors } from "../../../src/directory/errors/caller.ts";
import type { CallOptions, Client } from "../../support/clients/index.ts";
import { callerPassword } from "./estate.ts";
import { type Face, type NumberOf, shownToken } from "./face.ts";
import { type Asked, type CallFacts, expectedOutcome } from "./oracle.ts";
import type { MatrixSubject, Place } from "./subjects.ts";

/** A server with the estates, and a client of it. */
export interface Ground {
  readonly client: Client;
  readonly url: string;
  readonly numberOf: NumberOf;
}

/** An RPC with the face it belongs to. */
export interface FacedRpc {
  readonly face: Face;
  readonly method: DescMethodUnary;
  readonly access: Access;
  /** Names of the fields that its path needs. */
  readonly pathFields: ReadonlySet<string>;
}

/** Every RPC of the faces. */
export const rpcsOf = (faces: readonly Face[]): readonly FacedRpc[] =>
  faces.flatMap((face) =>
    face.services.flatMap(({ methods }) => methods.filter(isUnary).map((method) => facedRpc(face, method))),
  );

function facedRpc(face: Face, method: DescMethodUnary): FacedRpc {
  const path = String(getOption(method, http).pattern.value ?? "");
  const pathFields = new Set([...path.matchAll(/\{(\w+)/g)].map(([, name = ""]) => name));
  return { face, method, access: getOption(method, access), pathFields };
}

function isUnary(method: DescMethod): method is DescMethodUnary {
  return method.methodKind === "unary";
}

/** A request that names these objects wherever it can name one, and has what its path needs. */
export function requestOf(
  { face, method, pathFields }: FacedRpc,
  { named, orgHeader, orgId }: Place,
  numberOf: NumberOf = () => 0,
): Record<string, unknown> {
  const callOrg = orgHeader ?? orgId ?? "";
  const fields = method.input.fields.flatMap((field) => {
    const value =
      face.valueOf(method, field, named, callOrg, numberOf) ?? (pathFields.has(field.name) ? "1" : undefined);
    return value === undefined ? [] : [[field.localName, value] as const];
  });
  return { ...Object.fromEntries(fields), ...face.requests[method.name]?.(named) };
}

/** What the oracle has to know of a call. */
function factsOf(rpc: FacedRpc, place: Place, homeOrgId: string): CallFacts {
  const { orgId, named } = place;
  const { rule, checkField } = rpc.access;
  const checked = rpc.method.input.fields.find(({ name }) => name === checkField);
  const value = checked && requestOf(rpc, place)[checked.localName];
  const asked: Asked =
    rule.case === "permission"
      ? { rule: "permission", permission: rule.value, checked: checked && String(value ?? "") }
      : { rule: rule.case === "public" ? "public" : "authenticated" };
  const closerLooks = rpc.face.closerLooksOf(rpc.method, named, orgId, homeOrgId);
  return { asked, orgId, closerLooks, words: rpc.face.words };
}

/** Ids of the errors that authorization refuses calls with, and the text of the one without an id. */
const refusals: ReadonlySet<string> = new Set([
  ...["auth header missing", "AUTH-toLo1", "AUTH-7fs1e", "AUTH-Bs7Ds", "AUTHZ-cdgFk", "AUTH-5mWD2", "AUTH-3jknH"],
  ...["AUTH-AWfge", "AUTH-Swrgg2", "EVENT-Shu7e"],
]);
/** The id of a refusal by a face that has no place for it, by its text. */
const idOf = (message: string): string =>
  Object.values(callerErrors).find(({ id, text }) => id !== "" && text === message)?.id ?? message;

/** Codes that no call may end with that got past authorization, whatever else is wrong with it. */
const impossible: ReadonlySet<Code> = new Set([
  ...[Code.Unauthenticated, Code.PermissionDenied, Code.Internal, Code.Unimplemented, Code.Unknown, Code.Unavailable],
]);

function optionsOf(face: Face, { estate, token }: MatrixSubject, url: string): CallOptions {
  const { caller, machine } = estate;
  const human = { ...caller, password: callerPassword };
  return face.optionsOf?.({ human, machine, url }, token) ?? { token: shownToken(token, caller.token) };
}

/** Makes the call; answers `allowed`, the refusal, or what should not happen at all. */
async function outcomeOf(ground: Ground, subject: MatrixSubject, place: Place, rpc: FacedRpc): Promise<string> {
  const { method, face } = rpc;
  const options = { orgId: place.orgHeader, ...optionsOf(face, subject, ground.url) };
  const { error } = await ground.client.call(method, requestOf(rpc, place, ground.numberOf), options);
  if (error === undefined) return "allowed";
  const id = error.detail?.id ?? idOf(error.message);
  if (refusals.has(id) || id === face.words?.login || id === face.words?.closerLook) return id;
  return impossible.has(error.code) ? `${Code[error.code]}: ${error.message}` : "allowed";
}

/** How many calls are under way at a time. */
const concurrency = 32;

/** A call that is to be made, with what it must come to. */
interface PlannedCall {
  readonly place: Place;
  readonly rpc: FacedRpc;
  readonly want: string;
}

function planCalls(subject: MatrixSubject, rpcs: readonly FacedRpc[]): readonly PlannedCall[] {
  return subject.places.flatMap((place) =>
    rpcs.flatMap((rpc) => {
      const facts = factsOf(rpc, place, subject.estate.homeOrgId);
      const isJudgedByName =
        facts.closerLooks.length > 0 || (facts.asked.rule === "permission" && facts.asked.checked !== undefined);
      return place.isByName && !isJudgedByName ? [] : [{ place, rpc, want: expectedOutcome(subject, facts) }];
    }),
  );
}

/**
 * Makes all of these calls; answers what was wrong, a line for each call that had another outcome than it must have.
 *
 * All at once but those that take away what others are about: where these are allowed, they come at the end.
 */
export async function listSurprises(
  ground: Ground,
  subject: MatrixSubject,
  rpcs: readonly FacedRpc[],
): Promise<readonly string[]> {
  const surprises: string[] = [];
  const check = async ({ place, rpc, want }: PlannedCall) => {
    const got = await outcomeOf(ground, subject, place, rpc);
    const { parent, name } = rpc.method;
    if (got !== want) surprises.push(`${place.name}: ${parent.name}/${name} must be ${want}, was ${got}`);
  };
  const turnOf = ({ rpc: { face, method }, want }: PlannedCall) =>
    want === "allowed" ? face.last.indexOf(method.name) : -1;
  const calls = planCalls(subject, rpcs);
  const queue = calls.filter((call) => turnOf(call) < 0);
  // What was right is known from then on, and not all calls wait while it is hashed.
  const opening = queue.findIndex(({ rpc: { face, access } }) => face.words && access.rule.case !== "public");
  if (opening >= 0) for (const call of queue.splice(opening, 1)) await check(call);
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await check(next);
    }),
  );
  const last = calls.filter((call) => turnOf(call) >= 0).toSorted((a, b) => turnOf(a) - turnOf(b));
  for (const call of last) await check(call);
  return surprises;
}
