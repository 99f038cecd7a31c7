// What both entries of `roster/client` have beside the factory.
export type { Protocol } from "./connection.ts";
export type { Credentials } from "./credentials.ts";
export { type FieldViolation, isRosterError, type RosterError, rosterErrorOf } from "./errors.ts";
export type { RetryOptions } from "./retry.ts";
export type { RosterClient, RosterClientOptions, ServiceClients } from "./roster-client.ts";
export { type Services, services } from "./services.ts";
