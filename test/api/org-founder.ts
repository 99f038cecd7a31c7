import { newMachine } from "./org-in-test.ts";
import { unique } from "./unique.ts";
import { type Caller, rpc } from "./world.ts";

/** How many organizations one founder makes: who makes one becomes its owner, and each call looks at all it owns. */
const orgsPerFounder = 20;

/**
 * Makes organizations as machines that may do nothing else, a new one every 20 organizations, so that the administrator
 * does not become the owner of every organization of the run. Answers the id.
 */
export function createOrgFounder(admin: Caller, as: (options: { token: string }) => Caller) {
  let founder: Promise<Caller> | undefined;
  let made = 0;

  async function addFounder(): Promise<Caller> {
    const { id: orgId } = await admin.ok(rpc.addOrg, { name: unique("Founders ") });
    const options = { orgId };
    const { userId } = await admin.ok(rpc.addMachineUser, newMachine(), options);
    await admin.ok(rpc.addOrgMember, { userId, roles: ["SELF_MANAGEMENT_GLOBAL"] }, options);
    return as({ token: (await admin.ok(rpc.addPersonalAccessToken, { userId }, options)).token });
  }

  return async function addOrg(name: string): Promise<string> {
    if (made++ % orgsPerFounder === 0) founder = addFounder();
    founder ??= addFounder();
    return (await (await founder).ok(rpc.addOrg, { name })).id;
  };
}
