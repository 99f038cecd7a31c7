import type { MessageInitShape } from "@bufbuild/protobuf";
import type { CreateUserRequestSchema } from "../../../gen/zitadel/user/v2/user_pb.ts";
import type { RosterClient } from "../../client/index.ts";
import { defineOption, type OptionValues } from "../../config/option.ts";
import { emailAddress, name, text, toggle } from "../../config/value-types.ts";
import { defineCommand } from "../command.ts";
import { directoryOptions, withDirectory } from "../directory-client.ts";
import { findOrg, orgOption } from "../orgs.ts";
import { outputOptions, printFacts } from "../output.ts";
import { readNewPassword } from "../password.ts";
import { factsOfUser, findUser } from "../users.ts";

const userOptions = {
  org: orgOption("Name or id of the organization that is to own the user. Without it, the caller's own."),
  machine: defineOption({
    flag: "machine",
    type: toggle,
    default: false,
    description: "Make a machine, which calls with tokens and keys, instead of a human.",
  }),
  name: defineOption({
    flag: "name",
    type: name("NAME"),
    default: undefined,
    description: "What a machine is called. Without it, as its user name is.",
  }),
  description: defineOption({
    flag: "description",
    type: text("TEXT"),
    default: undefined,
    description: "What a machine is for.",
  }),
  email: defineOption({
    flag: "email",
    type: emailAddress,
    default: undefined,
    description: "Email address of a human. It counts as verified: no code is sent.",
  }),
  firstName: defineOption({ flag: "first-name", type: name("NAME"), default: undefined, description: "Of a human." }),
  lastName: defineOption({ flag: "last-name", type: name("NAME"), default: undefined, description: "Of a human." }),
  password: defineOption({
    flag: "password",
    type: toggle,
    default: false,
    description: "Give a human a password: it is asked for on a terminal, and else the first line of standard input.",
  }),
};

type UserValues = OptionValues<typeof userOptions>;

/** `roster user create`. */
export const userCreateCommand = defineCommand({
  description: "Makes a user, who is active at once, and prints its id on standard output.",
  arguments: [{ name: "USERNAME", description: "The user's name, with which it logs in. Unique in the directory." }],
  options: { ...userOptions, ...outputOptions, ...directoryOptions },
  examples: [
    { line: "roster user create deployer --machine --description 'Deploys from CI'", does: "A machine" },
    {
      line: "roster user create gigi --email g@example.com --first-name Gigi --last-name Li --password",
      does: "A human who logs in with a password",
    },
  ],
  findConflicts,
  run: async (call) => {
    const { values, io } = call;
    // Asked for first: meanwhile the storage stays free for others.
    const password = values.password ? await readNewPassword(await call.openInput()) : undefined;
    return withDirectory(call, async (client) => {
      const [userName = ""] = call.arguments;
      const organizationId = await findOwner(client, values.org);
      const userType = values.machine ? machineOf(userName, values) : humanOf(values, password);
      const { id } = await client.users.createUser({ organizationId, username: userName, userType });
      if (values.json) printFacts(io, factsOfUser(await findUser(client, id)), true);
      else io.out(id);
      io.err(`${values.machine ? "Machine" : "Human"} ${userName} was made.`);
      return 0;
    });
  },
});

function findConflicts({ machine, ...values }: UserValues): readonly string[] {
  const ofHumans = { email: "--email", firstName: "--first-name", lastName: "--last-name", password: "--password" };
  const ofMachines = { name: "--name", description: "--description" };
  const isGiven = (flag: keyof typeof values) => values[flag] !== undefined && values[flag] !== false;
  const flagsOf = <Flags extends Record<string, string>>(flags: Flags) =>
    Object.entries(flags) as [keyof typeof values, string][];
  const others = flagsOf(machine ? ofHumans : ofMachines).filter(([flag]) => isGiven(flag));
  const missing = machine ? [] : (["email", "firstName", "lastName"] as const).filter((flag) => !isGiven(flag));
  return [
    ...others.map(([, flag]) => `${flag} is for ${machine ? "humans, not for --machine" : "--machine only"}.`),
    ...missing.map((flag) => `${ofHumans[flag]} is missing: a human has one. For a machine, say --machine.`),
  ];
}

async function findOwner(client: RosterClient, nameOrId: string | undefined): Promise<string> {
  if (nameOrId !== undefined) return (await findOrg(client, nameOrId)).id;
  return (await client.management.getMyOrg({})).org?.id ?? "";
}

type UserType = NonNullable<
  Extract<MessageInitShape<typeof CreateUserRequestSchema>, { $typeName?: never }>["userType"]
>;

const machineOf = (userName: string, { name: machineName = userName, description }: UserValues): UserType => ({
  case: "machine",
  value: { name: machineName, ...(description === undefined ? {} : { description }) },
});

const humanOf = (
  { email = "", firstName = "", lastName = "" }: UserValues,
  password: string | undefined,
): UserType => ({
  case: "human",
  value: {
    profile: { givenName: firstName, familyName: lastName },
    email: { email, verification: { case: "isVerified", value: true } },
    ...(password === undefined ? {} : { passwordType: { case: "password", value: { password } } }),
  },
});
