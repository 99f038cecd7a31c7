import { createAccessMarks } from "./access-feed.ts";
import type { Connection, Query, WriteConnection } from "./connection.ts";
import type { AccessChange } from "./contract/access-changes.ts";
import type { Reader, Transaction } from "./contract/storage.ts";
import type { EngineDialect } from "./dialect.ts";
import { createAliasQueries, createAliasReader, createAliasWriter } from "./queries/aliases.ts";
import { createQueryBuilder } from "./queries/builder.ts";
import { createCallCountQueries, createCallCountWriter } from "./queries/call-counts.ts";
import { createCodeQueries, createCodeWriter } from "./queries/codes.ts";
import { createEventQueries, createEventReader, createEventWriter } from "./queries/events.ts";
import { createGroupQueries, createGroupReader, createGroupWriter } from "./queries/groups.ts";
import { createInstanceQueries, createInstanceReader, createInstanceWriter } from "./queries/instance.ts";
import { createKeptAnswerQueries, createKeptAnswerReader, createKeptAnswerWriter } from "./queries/kept-answers.ts";
import { createLoginQueries, createLoginReader, createLoginWriter } from "./queries/logins.ts";
import { createMachineKeyQueries, createMachineKeyReader, createMachineKeyWriter } from "./queries/machine-keys.ts";
import { createMembershipQueries, createMembershipReader, createMembershipWriter } from "./queries/memberships.ts";
import { createMetadataQueries, createMetadataReader, createMetadataWriter } from "./queries/metadata.ts";
import { createOrgQueries, createOrgReader, createOrgWriter } from "./queries/orgs.ts";
import { createOutboxQueries, createOutboxWriter } from "./queries/outbox.ts";
import {
  createProfileFieldQueries,
  createProfileFieldReader,
  createProfileFieldWriter,
} from "./queries/profile-fields.ts";
import {
  createProjectGrantQueries,
  createProjectGrantReader,
  createProjectGrantWriter,
} from "./queries/project-grants.ts";
import { createProjectRoleQueries, createProjectRoleReader, createProjectRoleWriter } from "./queries/project-roles.ts";
import { createProjectQueries, createProjectReader, createProjectWriter } from "./queries/projects.ts";
import { createRoleHolderQueries, createRoleHolderReader } from "./queries/role-holders.ts";
import { createSigningKeyQueries, createSigningKeyReader, createSigningKeyWriter } from "./queries/signing-keys.ts";
import { createTokenQueries, createTokenReader, createTokenWriter } from "./queries/tokens.ts";
import {
  createUserDeactivationQueries,
  createUserDeactivationReader,
  createUserDeactivationWriter,
} from "./queries/user-deactivations.ts";
import { createUserGrantQueries, createUserGrantReader, createUserGrantWriter } from "./queries/user-grants.ts";
import { createUserPlaces } from "./queries/user-places.ts";
import { createUserQueries, createUserReader, createUserWriter } from "./queries/users.ts";

/** Every query of the directory, compiled for one engine. */
export type Queries = ReturnType<typeof createQueries>;

/** Every query of the directory, compiled for one engine; made once when the storage opens. */
export function createQueries(dialect: EngineDialect) {
  const builder = createQueryBuilder(dialect);
  return {
    instance: createInstanceQueries(builder),
    orgs: createOrgQueries(builder),
    users: createUserQueries(builder),
    logins: createLoginQueries(builder),
    memberships: createMembershipQueries(builder),
    tokens: createTokenQueries(builder),
    metadata: createMetadataQueries(builder),
    machineKeys: createMachineKeyQueries(builder),
    signingKeys: createSigningKeyQueries(builder),
    projects: createProjectQueries(builder),
    projectRoles: createProjectRoleQueries(builder),
    projectGrants: createProjectGrantQueries(builder),
    userGrants: createUserGrantQueries(builder),
    groups: createGroupQueries(builder),
    profileFields: createProfileFieldQueries(builder),
    userDeactivations: createUserDeactivationQueries(builder),
    roleHolders: createRoleHolderQueries(builder),
    aliases: createAliasQueries(builder),
    codes: createCodeQueries(builder),
    outbox: createOutboxQueries(builder),
    keptAnswers: createKeptAnswerQueries(builder),
    callCounts: createCallCountQueries(builder),
    events: createEventQueries(builder),
  };
}

/** The contract's reads on this connection. */
export const createReader = (connection: Connection, queries: Queries): Reader => ({
  instance: createInstanceReader(connection, queries.instance),
  orgs: createOrgReader(connection, queries.orgs),
  users: createUserReader(connection, queries.users, createUserPlaces()),
  logins: createLoginReader(connection, queries.logins),
  memberships: createMembershipReader(connection, queries.memberships),
  tokens: createTokenReader(connection, queries.tokens),
  metadata: createMetadataReader(connection, queries.metadata),
  machineKeys: createMachineKeyReader(connection, queries.machineKeys),
  signingKeys: createSigningKeyReader(connection, queries.signingKeys),
  projects: createProjectReader(connection, queries.projects),
  projectRoles: createProjectRoleReader(connection, queries.projectRoles),
  projectGrants: createProjectGrantReader(connection, queries.projectGrants),
  userGrants: createUserGrantReader(connection, queries.userGrants),
  groups: createGroupReader(connection, queries.groups),
  profileFields: createProfileFieldReader(connection, queries.profileFields),
  userDeactivations: createUserDeactivationReader(connection, queries.userDeactivations),
  roleHolders: createRoleHolderReader(connection, queries.roleHolders),
  aliases: createAliasReader(connection, queries.aliases),
  keptAnswers: createKeptAnswerReader(connection, queries.keptAnswers),
  events: createEventReader(connection, queries.events),
});

/** A transaction that one command uses, and what the engine wants to know of it. */
export interface CommandTransaction {
  readonly tx: Transaction;
  /** Whether a statement changed rows, or may be doing so now. */
  hasWritten(): boolean;
  /** Whose access the command has changed; to be told if its writes become durable. */
  accessChange(): AccessChange | undefined;
  /**
   * Makes every later use fail: the command's function has returned. Answers the error of the first statement that
   * failed, also when the function caught it; the command must fail then, because engines differ in what such a
   * transaction still can do.
   */
  end(): { readonly error: unknown } | undefined;
}

/** A transaction for one command, on the connection of its batch. */
export function createCommandTransaction(connection: Connection, queries: Queries): CommandTransaction {
  let isOpen = true;
  let hasWritten = false;
  let writesInFlight = 0;
  let failure: { readonly error: unknown } | undefined;
  const marks = createAccessMarks();
  const own: WriteConnection = {
    markAccessChange: marks.mark,
    async run<Row>(query: Query<Row>) {
      // A late call would write into a neighbour's part of the batch.
      if (!isOpen) throw new Error("the transaction was used after the command's function had returned");
      if (failure !== undefined) throw failure.error;
      if (query.isWrite) writesInFlight++;
      try {
        const rows = await connection.run(query);
        hasWritten ||= query.isWrite;
        return rows;
      } catch (error) {
        failure ??= { error };
        throw error;
      } finally {
        if (query.isWrite) writesInFlight--;
      }
    },
  };
  return {
    tx: createLazyTransaction(own, queries),
    hasWritten: () => hasWritten || writesInFlight > 0,
    accessChange: () => marks.change,
    end: () => {
      isOpen = false;
      return failure;
    },
  };
}

/** Most commands use two of the nouns, so each is made when it is first asked for. */
function createLazyTransaction(connection: WriteConnection, queries: Queries): Transaction {
  const made: { -readonly [Noun in keyof Transaction]?: Transaction[Noun] } = {};
  return {
    get instance() {
      made.instance ??= createInstanceWriter(connection, queries.instance);
      return made.instance;
    },
    get orgs() {
      made.orgs ??= createOrgWriter(connection, queries.orgs);
      return made.orgs;
    },
    get users() {
      made.users ??= createUserWriter(connection, queries.users);
      return made.users;
    },
    get logins() {
      made.logins ??= createLoginWriter(connection, queries.logins);
      return made.logins;
    },
    get memberships() {
      made.memberships ??= createMembershipWriter(connection, queries.memberships);
      return made.memberships;
    },
    get tokens() {
      made.tokens ??= createTokenWriter(connection, queries.tokens);
      return made.tokens;
    },
    get metadata() {
      made.metadata ??= createMetadataWriter(connection, queries.metadata);
      return made.metadata;
    },
    get machineKeys() {
      made.machineKeys ??= createMachineKeyWriter(connection, queries.machineKeys);
      return made.machineKeys;
    },
    get signingKeys() {
      made.signingKeys ??= createSigningKeyWriter(connection, queries.signingKeys);
      return made.signingKeys;
    },
    get projects() {
      made.projects ??= createProjectWriter(connection, queries.projects);
      return made.projects;
    },
    get projectRoles() {
      made.projectRoles ??= createProjectRoleWriter(connection, queries.projectRoles);
      return made.projectRoles;
    },
    get projectGrants() {
      made.projectGrants ??= createProjectGrantWriter(connection, queries.projectGrants);
      return made.projectGrants;
    },
    get userGrants() {
      made.userGrants ??= createUserGrantWriter(connection, queries.userGrants);
      return made.userGrants;
    },
    get groups() {
      made.groups ??= createGroupWriter(connection, queries.groups);
      return made.groups;
    },
    get roleHolders() {
      made.roleHolders ??= createRoleHolderReader(connection, queries.roleHolders);
      return made.roleHolders;
    },
    get aliases() {
      made.aliases ??= createAliasWriter(connection, queries.aliases);
      return made.aliases;
    },
    get profileFields() {
      made.profileFields ??= createProfileFieldWriter(connection, queries.profileFields);
      return made.profileFields;
    },
    get userDeactivations() {
      made.userDeactivations ??= createUserDeactivationWriter(connection, queries.userDeactivations);
      return made.userDeactivations;
    },
    get codes() {
      made.codes ??= createCodeWriter(connection, queries.codes);
      return made.codes;
    },
    get outbox() {
      made.outbox ??= createOutboxWriter(connection, queries.outbox);
      return made.outbox;
    },
    get keptAnswers() {
      made.keptAnswers ??= createKeptAnswerWriter(connection, queries.keptAnswers);
      return made.keptAnswers;
    },
    get callCounts() {
      made.callCounts ??= createCallCountWriter(connection, queries.callCounts);
      return made.callCounts;
    },
    get events() {
      made.events ??= createEventWriter(connection, queries.events);
      return made.events;
    },
  };
}
