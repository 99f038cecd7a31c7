import type { AccessChanges } from "./access-changes.ts";
import type { AliasReader, AliasWriter } from "./aliases.ts";
import type { CallCountWriter } from "./call-counts.ts";
import type { CodeWriter, OutboxWriter } from "./codes.ts";
import type { EventReader, EventWriter } from "./events.ts";
import type { GroupReader, GroupWriter } from "./groups.ts";
import type { InstanceReader, InstanceWriter } from "./instance.ts";
import type { KeptAnswerReader, KeptAnswerWriter } from "./kept-answers.ts";
import type { LoginReader, LoginWriter } from "./logins.ts";
import type { MachineKeyReader, MachineKeyWriter } from "./machine-keys.ts";
import type { MembershipReader, MembershipWriter } from "./memberships.ts";
import type { MetadataReader, MetadataWriter } from "./metadata.ts";
import type { OrgReader, OrgWriter } from "./orgs.ts";
import type { ProfileFieldReader, ProfileFieldWriter } from "./profile-fields.ts";
import type { ProjectGrantReader, ProjectGrantWriter } from "./project-grants.ts";
import type { ProjectRoleReader, ProjectRoleWriter } from "./project-roles.ts";
import type { ProjectReader, ProjectWriter } from "./projects.ts";
import type { RoleHolderReader } from "./role-holders.ts";
import type { SigningKeyReader, SigningKeyWriter } from "./signing-keys.ts";
import type { TokenReader, TokenWriter } from "./tokens.ts";
import type { UserDeactivationReader, UserDeactivationWriter } from "./user-deactivations.ts";
import type { UserGrantReader, UserGrantWriter } from "./user-grants.ts";
import type { UserReader, UserWriter } from "./users.ts";

/** Reads outside a command. Each call must show every write that was acknowledged before it, and nothing uncommitted. */
export interface Reader {
  readonly instance: InstanceReader;
  readonly orgs: OrgReader;
  readonly users: UserReader;
  readonly logins: LoginReader;
  readonly memberships: MembershipReader;
  readonly tokens: TokenReader;
  readonly metadata: MetadataReader;
  readonly machineKeys: MachineKeyReader;
  readonly signingKeys: SigningKeyReader;
  readonly projects: ProjectReader;
  readonly projectRoles: ProjectRoleReader;
  readonly projectGrants: ProjectGrantReader;
  readonly userGrants: UserGrantReader;
  readonly groups: GroupReader;
  readonly profileFields: ProfileFieldReader;
  readonly userDeactivations: UserDeactivationReader;
  readonly roleHolders: RoleHolderReader;
  readonly aliases: AliasReader;
  readonly keptAnswers: KeptAnswerReader;
  readonly events: EventReader;
}

/** Reads and writes inside a command. Usable only until the command's function returns. */
export interface Transaction {
  readonly instance: InstanceWriter;
  readonly orgs: OrgWriter;
  readonly users: UserWriter;
  readonly logins: LoginWriter;
  readonly memberships: MembershipWriter;
  readonly tokens: TokenWriter;
  readonly metadata: MetadataWriter;
  readonly machineKeys: MachineKeyWriter;
  readonly signingKeys: SigningKeyWriter;
  readonly projects: ProjectWriter;
  readonly projectRoles: ProjectRoleWriter;
  readonly projectGrants: ProjectGrantWriter;
  readonly userGrants: UserGrantWriter;
  readonly groups: GroupWriter;
  readonly profileFields: ProfileFieldWriter;
  readonly userDeactivations: UserDeactivationWriter;
  readonly roleHolders: RoleHolderReader;
  readonly aliases: AliasWriter;
  readonly codes: CodeWriter;
  readonly outbox: OutboxWriter;
  readonly keptAnswers: KeptAnswerWriter;
  readonly callCounts: CallCountWriter;
  readonly events: EventWriter;
}

/** The commit that made a command durable, for who follows what a call costs. Times are those of `performance.now()`. */
export interface CommitFacts {
  /** Commands that it made durable. */
  readonly batchSize: number;
  /** When the first of them began to be run, after it had waited for the ones before. */
  readonly batchStartMs: number;
  /** When the commit itself began: all commands had been run. */
  readonly startMs: number;
  readonly endMs: number;
}

/** A change to the directory: what it touches and the function that makes it. */
export interface Command<Result> {
  /**
   * The aggregates that the command locks or changes, such as `user:69629023906488334`. Commands that share a key must
   * run one after another in the order they were given; others may run at the same time. Aggregates that the command
   * creates need no key.
   */
  readonly keys: readonly string[];
  /**
   * Makes the change. It must await nothing but the transaction's own calls, because its neighbours wait for it, and
   * it may be called more than once (after a deadlock, a broken connection, a neighbour's failure), so it must have no
   * other effect than its writes.
   */
  readonly run: (tx: Transaction) => Promise<Result>;
  /**
   * Told of the commit when the command is durable, before its result is answered; not where only a later look has shown
   * that it is. Must not throw. Default: nobody is told.
   */
  readonly onCommit?: ((commit: CommitFacts) => void) | undefined;
}

/**
 * Where the directory lives. Two engines implement it with one set of queries.
 *
 * - A command must be applied whole or not at all, and its result must be answered only when it is durable.
 * - Commands that wait at the same time must share one commit; a lone command must not wait for others.
 * - A command in which a call of the transaction failed must fail, also when its function caught the error: engines
 *   differ in what such a transaction can still do.
 * - A command that fails must fail alone: its neighbours in the same commit must be unaffected.
 * - When the database is out of reach, calls must fail with StorageUnavailableError, and must work again when it is back.
 * - A broken connection must never be reported as "nothing was written" when that is not known: CommitOutcomeUnknownError.
 */
export interface Storage {
  readonly reader: Reader;
  /** Changes to who is let in and what they may do. */
  readonly accessChanges: AccessChanges;
  /** Runs a command and answers its result once it is durable. Errors thrown by `run` reach the caller unchanged. */
  command<Result>(command: Command<Result>): Promise<Result>;
  /** Resolves when the database answers; rejects with StorageUnavailableError otherwise. */
  ping(): Promise<void>;
  /** Finishes the commands under way, refuses new ones with StorageUnavailableError, and lets go of every resource. */
  close(): Promise<void>;
}
