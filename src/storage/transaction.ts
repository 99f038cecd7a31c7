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
        // Waiting for what is there would cost each statement two turns of the queue of promises.
        const rows = connection.runNow === undefined ? await connection.run(query) : connection.runNow(query);
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
    tx: new LazyTransaction(own, queries),
    hasWritten: () => hasWritten || writesInFlight > 0,
    accessChange: marks.change,
    end: () => {
      isOpen = false;
      return failure;
    },
  };
}

/**
 * Most commands use two of the nouns, so each is made when it is first asked for. A class, because one exists for every
 * command, and getters on a prototype cost nothing to create.
 */
class LazyTransaction implements Transaction {
  private readonly connection: WriteConnection;
  private readonly queries: Queries;
  private readonly made: { -readonly [Noun in keyof Transaction]?: Transaction[Noun] } = {};

  constructor(connection: WriteConnection, queries: Queries) {
    this.connection = connection;
    this.queries = queries;
  }

  get instance(): Transaction["instance"] {
    this.made.instance ??= createInstanceWriter(this.connection, this.queries.instance);
    return this.made.instance;
  }

  get orgs(): Transaction["orgs"] {
    this.made.orgs ??= createOrgWriter(this.connection, this.queries.orgs);
    return this.made.orgs;
  }

  get users(): Transaction["users"] {
    this.made.users ??= createUserWriter(this.connection, this.queries.users);
    return this.made.users;
  }

  get logins(): Transaction["logins"] {
    this.made.logins ??= createLoginWriter(this.connection, this.queries.logins);
    return this.made.logins;
  }

  get memberships(): Transaction["memberships"] {
    this.made.memberships ??= createMembershipWriter(this.connection, this.queries.memberships);
    return this.made.memberships;
  }

  get tokens(): Transaction["tokens"] {
    this.made.tokens ??= createTokenWriter(this.connection, this.queries.tokens);
    return this.made.tokens;
  }

  get metadata(): Transaction["metadata"] {
    this.made.metadata ??= createMetadataWriter(this.connection, this.queries.metadata);
    return this.made.metadata;
  }

  get machineKeys(): Transaction["machineKeys"] {
    this.made.machineKeys ??= createMachineKeyWriter(this.connection, this.queries.machineKeys);
    return this.made.machineKeys;
  }

  get signingKeys(): Transaction["signingKeys"] {
    this.made.signingKeys ??= createSigningKeyWriter(this.connection, this.queries.signingKeys);
    return this.made.signingKeys;
  }

  get projects(): Transaction["projects"] {
    this.made.projects ??= createProjectWriter(this.connection, this.queries.projects);
    return this.made.projects;
  }

  get projectRoles(): Transaction["projectRoles"] {
    this.made.projectRoles ??= createProjectRoleWriter(this.connection, this.queries.projectRoles);
    return this.made.projectRoles;
  }

  get projectGrants(): Transaction["projectGrants"] {
    this.made.projectGrants ??= createProjectGrantWriter(this.connection, this.queries.projectGrants);
    return this.made.projectGrants;
  }

  get userGrants(): Transaction["userGrants"] {
    this.made.userGrants ??= createUserGrantWriter(this.connection, this.queries.userGrants);
    return this.made.userGrants;
  }

  get groups(): Transaction["groups"] {
    this.made.groups ??= createGroupWriter(this.connection, this.queries.groups);
    return this.made.groups;
  }

  get roleHolders(): Transaction["roleHolders"] {
    this.made.roleHolders ??= createRoleHolderReader(this.connection, this.queries.roleHolders);
    return this.made.roleHolders;
  }

  get aliases(): Transaction["aliases"] {
    this.made.aliases ??= createAliasWriter(this.connection, this.queries.aliases);
    return this.made.aliases;
  }

  get profileFields(): Transaction["profileFields"] {
    this.made.profileFields ??= createProfileFieldWriter(this.connection, this.queries.profileFields);
    return this.made.profileFields;
  }

  get userDeactivations(): Transaction["userDeactivations"] {
    this.made.userDeactivations ??= createUserDeactivationWriter(this.connection, this.queries.userDeactivations);
    return this.made.userDeactivations;
  }

  get codes(): Transaction["codes"] {
    this.made.codes ??= createCodeWriter(this.connection, this.queries.codes);
    return this.made.codes;
  }

  get outbox(): Transaction["outbox"] {
    this.made.outbox ??= createOutboxWriter(this.connection, this.queries.outbox);
    return this.made.outbox;
  }

  get keptAnswers(): Transaction["keptAnswers"] {
    this.made.keptAnswers ??= createKeptAnswerWriter(this.connection, this.queries.keptAnswers);
    return this.made.keptAnswers;
  }

  get callCounts(): Transaction["callCounts"] {
    this.made.callCounts ??= createCallCountWriter(this.connection, this.queries.callCounts);
    return this.made.callCounts;
  }

  get events(): Transaction["events"] {
    this.made.events ??= createEventWriter(this.connection, this.queries.events);
    return this.made.events;
  }
}
