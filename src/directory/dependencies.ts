import type { Storage } from "../storage/contract/index.ts";
import type { Clock } from "./clock.ts";
import type { IdGenerator } from "./id-generator.ts";
import type { Notifier } from "./notifier.ts";

/** What the rules need from outside. */
export interface Dependencies {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly notifier: Notifier;
}
