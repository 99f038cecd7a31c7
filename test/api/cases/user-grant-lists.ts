import type { MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { expect } from "vitest";
import type { UserGrantQuerySchema } from "../../../gen/zitadel/user/v1/user_grant_pb.ts";
import { Type } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { TextQueryMethod } from "../../../gen/zitadel/v1/object_pb.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { addProject, authorizeOn, type ProjectInTest } from "../project-in-test.ts";
import { unique } from "../unique.ts";
import { rpc, type World } from "../world.ts";

type Init = Exclude<MessageInitShape<typeof UserGrantQuerySchema>, MessageShape<typeof UserGrantQuerySchema>>;
type Query = NonNullable<Init["query"]>;

/** Two organizations, a project of the first that is lent to the second, and three user grants. */
interface Scene {
  readonly owner: OrgInTest;
  readonly tenant: OrgInTest;
  readonly project: ProjectInTest;
  readonly other: ProjectInTest;
  readonly human: string;
  readonly userName: string;
  readonly machine: string;
  /** The human on the project, the machine on the other project, the human through the project grant. */
  readonly grants: Readonly<Record<"human" | "machine" | "lent", string>>;
  readonly projectGrantId: string;
}

const scenes = new WeakMap<World, Promise<Scene>>();

/** The scene of this world, which nobody changes. */
function getScene(world: World): Promise<Scene> {
  const scene = scenes.get(world) ?? buildScene(world);
  scenes.set(world, scene);
  return scene;
}

async function buildScene(world: World): Promise<Scene> {
  const [owner, tenant] = [await world.addOrg(), await world.addOrg()];
  const [project, other] = [await addProject(owner, "a", "b"), await addProject(owner, "a")];
  const projectGrantId = await project.lendTo(tenant, "a");
  const userName = unique("Granted-");
  const human = await owner.addHuman({
    userName,
    profile: { firstName: "Zora", lastName: "Zebra" },
    email: { email: "zora@example.com" },
  });
  const machine = await owner.addMachine();
  const grants = {
    human: await project.authorize(human, "a", "b"),
    machine: await other.authorize(machine, "a"),
    lent: await authorizeOn(tenant, project.id, human, "a"),
  };
  return { owner, tenant, project, other, human, userName, machine, grants, projectGrantId };
}

interface ListCase {
  readonly name: string;
  readonly caller: "owner" | "tenant";
  readonly query: (scene: Scene) => readonly Query[];
  readonly want: readonly (keyof Scene["grants"])[];
}

const ignoreCase = TextQueryMethod.EQUALS_IGNORE_CASE;

const withGranted: Query = { case: "withGrantedQuery", value: { withGranted: false } };

const listCases: readonly ListCase[] = [
  { name: "what the organization gave, without queries", caller: "owner", query: () => [], want: ["human", "machine"] },
  { name: "its own alone to the organization that has the grant", caller: "tenant", query: () => [], want: ["lent"] },
  {
    name: "what others gave on its projects when asked with granted, whatever the flag says",
    caller: "owner",
    query: () => [withGranted],
    want: ["human", "machine", "lent"],
  },
  {
    name: "by project",
    caller: "owner",
    query: ({ other }) => [{ case: "projectIdQuery", value: { projectId: other.id } }],
    want: ["machine"],
  },
  {
    name: "by user",
    caller: "owner",
    query: ({ human }) => [{ case: "userIdQuery", value: { userId: human } }],
    want: ["human"],
  },
  {
    name: "by role key, exactly, whatever the method",
    caller: "owner",
    query: () => [{ case: "roleKeyQuery", value: { roleKey: "b", method: TextQueryMethod.CONTAINS } }],
    want: ["human"],
  },
  {
    name: "nothing for a part of a role key",
    caller: "owner",
    query: () => [{ case: "roleKeyQuery", value: { roleKey: "", method: TextQueryMethod.CONTAINS } }],
    want: [],
  },
  {
    name: "by project grant",
    caller: "owner",
    query: ({ projectGrantId }) => [withGranted, { case: "projectGrantIdQuery", value: { projectGrantId } }],
    want: ["lent"],
  },
  {
    name: "by user name",
    caller: "owner",
    query: ({ userName }) => [
      { case: "userNameQuery", value: { userName: userName.toUpperCase(), method: ignoreCase } },
    ],
    want: ["human"],
  },
  {
    name: "by first name",
    caller: "owner",
    query: () => [{ case: "firstNameQuery", value: { firstName: "Zora" } }],
    want: ["human"],
  },
  {
    name: "by last name",
    caller: "owner",
    query: () => [{ case: "lastNameQuery", value: { lastName: "zebra", method: ignoreCase } }],
    want: ["human"],
  },
  {
    name: "by email address",
    caller: "owner",
    query: () => [{ case: "emailQuery", value: { email: "zora@", method: TextQueryMethod.STARTS_WITH } }],
    want: ["human"],
  },
  {
    name: "by display name",
    caller: "owner",
    query: () => [{ case: "displayNameQuery", value: { displayName: "Zora Zebra" } }],
    want: ["human"],
  },
  {
    name: "by the name of the organization that gave them",
    caller: "owner",
    query: ({ tenant }) => [withGranted, { case: "orgNameQuery", value: { orgName: tenant.name } }],
    want: ["lent"],
  },
  {
    name: "by the domain of the organization that gave them",
    caller: "owner",
    query: ({ tenant }) => [
      withGranted,
      { case: "orgDomainQuery", value: { orgDomain: domainOf(tenant), method: TextQueryMethod.STARTS_WITH } },
    ],
    want: ["lent"],
  },
  {
    name: "by the project's name",
    caller: "owner",
    query: ({ other }) => [{ case: "projectNameQuery", value: { projectName: other.name } }],
    want: ["machine"],
  },
  {
    name: "humans",
    caller: "owner",
    query: () => [{ case: "userTypeQuery", value: { type: Type.HUMAN } }],
    want: ["human"],
  },
  {
    name: "machines",
    caller: "owner",
    query: () => [{ case: "userTypeQuery", value: { type: Type.MACHINE } }],
    want: ["machine"],
  },
  {
    name: "nobody of no type",
    caller: "owner",
    query: () => [{ case: "userTypeQuery", value: { type: Type.UNSPECIFIED } }],
    want: [],
  },
  {
    name: "only what fits every query",
    caller: "owner",
    query: ({ project, machine }) => [
      { case: "projectIdQuery", value: { projectId: project.id } },
      { case: "userIdQuery", value: { userId: machine } },
    ],
    want: [],
  },
];

const domainOf = ({ name }: OrgInTest): string => name.toLowerCase().replaceAll(" ", "-");

/** ListUserGrants. */
export const userGrantLists: CaseGroup = {
  subject: "ListUserGrants",
  cases: {
    ...casesOf("lists $name", listCases, async (world, { caller, query, want }) => {
      const scene = await getScene(world);
      const queries = query(scene).map((one) => ({ query: one }));
      const { details, result } = await scene[caller].ok(rpc.listUserGrants, { queries });
      expect(result.map(({ id }) => id)).toEqual(want.map((key) => scene.grants[key]));
      expect(details?.totalResult).toBe(BigInt(want.length));
      expect(details?.viewTimestamp).toBeDefined();
    }),

    async "answers pages by id with the exact total, also past the end"(world) {
      const { owner, grants } = await getScene(world);
      const second = await owner.ok(rpc.listUserGrants, { query: { offset: 1n, limit: 1 } });
      expect(second.result.map(({ id }) => id)).toEqual([grants.machine]);
      expect(second.details?.totalResult).toBe(2n);
      const past = await owner.ok(rpc.listUserGrants, { query: { offset: 9n } });
      expect(past.result).toEqual([]);
      expect(past.details?.totalResult).toBe(2n);
      expectRefusal(await owner.call(rpc.listUserGrants, { query: { limit: 1001 } }), "limitExceeded");
    },

    async "refuses a query without a condition"(world) {
      const result = await world.call(rpc.listUserGrants, { queries: [{}] });
      expectInvalid(result, "ListUserGrantRequest.Queries[0]", ["queries[0].query"]);
    },
  },
};
