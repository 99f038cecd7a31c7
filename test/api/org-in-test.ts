import type { DescMessage, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import type { Change } from "../../gen/zitadel/change/v1/change_pb.ts";
import type { AddHumanUserRequestSchema } from "../../gen/zitadel/management/v1/human_pb.ts";
import type { AddMachineUserRequestSchema } from "../../gen/zitadel/management/v1/machine_pb.ts";
import type { User } from "../../gen/zitadel/user/v1/user_pb.ts";
import { unique } from "./unique.ts";
import { type Caller, rpc } from "./world.ts";

type Init<Schema extends DescMessage> = Exclude<MessageInitShape<Schema>, MessageShape<Schema>>;

/** Request of AddHumanUser. */
export type NewHuman = Init<typeof AddHumanUserRequestSchema>;
/** Request of AddMachineUser. */
export type NewMachine = Init<typeof AddMachineUserRequestSchema>;

/** An organization of one case's own. Its calls are the administrator's, for this organization. */
export interface OrgInTest extends Caller {
  readonly id: string;
  readonly name: string;
  /** Adds a human with a user name of its own, and answers its id. */
  addHuman(overrides?: Partial<NewHuman>): Promise<string>;
  /** Adds a machine with a user name of its own, and answers its id. */
  addMachine(overrides?: Partial<NewMachine>): Promise<string>;
  /** Adds a machine that is a member with these roles, and answers its id and a token. */
  addMember(...roles: string[]): Promise<{ readonly id: string; readonly token: string }>;
  addToken(userId: string): Promise<{ readonly id: string; readonly token: string }>;
  getUser(id: string): Promise<User>;
  /** How many users there are. */
  countUsers(): Promise<number>;
  /** A user's history, oldest first. */
  listChanges(userId: string): Promise<readonly Change[]>;
  /** The keys of a user's history, oldest first, without `EventTypes.`. */
  listEventTypes(userId: string): Promise<readonly string[]>;
}

/** A human that passes all rules. */
export const newHuman = (overrides: Partial<NewHuman> = {}): NewHuman => ({
  userName: unique("human-"),
  profile: { firstName: "Gigi", lastName: "Giraffe" },
  email: { email: "gigi@example.com" },
  ...overrides,
});

/** A machine that passes all rules. */
export const newMachine = (overrides: Partial<NewMachine> = {}): NewMachine => ({
  userName: unique("machine-"),
  name: "Robot",
  ...overrides,
});

/** The helpers of one organization. */
export function createOrgInTest(org: { readonly id: string; readonly name: string }, caller: Caller): OrgInTest {
  const addMachine = async (overrides?: Partial<NewMachine>) =>
    (await caller.ok(rpc.addMachineUser, newMachine(overrides))).userId;
  const addToken = async (userId: string) => {
    const { tokenId, token } = await caller.ok(rpc.addPersonalAccessToken, { userId });
    return { id: tokenId, token };
  };
  const listChanges = async (userId: string) =>
    (await caller.ok(rpc.listUserChanges, { userId, query: { asc: true } })).result;
  return {
    ...org,
    ...caller,
    addMachine,
    addToken,
    listChanges,
    addHuman: async (overrides) => (await caller.ok(rpc.addHumanUser, newHuman(overrides))).userId,
    async addMember(...roles) {
      const id = await addMachine();
      await caller.ok(rpc.addOrgMember, { userId: id, roles });
      return { id, token: (await addToken(id)).token };
    },
    async getUser(id) {
      const { user } = await caller.ok(rpc.getUserByID, { id });
      if (user === undefined) throw new Error("the answer holds no user");
      return user;
    },
    async countUsers() {
      const { details } = await caller.ok(rpc.listUsers, { query: { limit: 1 } });
      return Number(details?.totalResult ?? 0n);
    },
    listEventTypes: async (userId) =>
      (await listChanges(userId)).map(({ eventType }) => eventType?.key.replace("EventTypes.", "") ?? ""),
  };
}
