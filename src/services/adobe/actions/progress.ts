import type { Caller } from "../../../directory/caller.ts";
import type { Directory } from "../../../directory/directory.ts";

/** How far a command has come, and what is to be said of it. */
export interface Progress {
  /** The step under way, from 0. */
  step: number;
  /** Whether the steps that follow are passed over. */
  isOver: boolean;
  /** The code that whoever read the request gave to what did not fit. */
  unreadableCode: string | undefined;
  readonly isTest: boolean;
  readonly warnings: { readonly step: number; readonly message: string; readonly warningCode: string }[];
  readonly created: { readonly step: number; readonly id: string }[];
}

/** A command that has not begun. */
export const createProgress = (isTest: boolean): Progress => ({
  step: 0,
  isOver: false,
  unreadableCode: undefined,
  isTest,
  warnings: [],
  created: [],
});

/** Notes that a spelling is an old one. */
export function warnOfOldSpelling({ warnings, step }: Progress, old: string, current: string): void {
  const message = `${old} is an old spelling: write ${current}`;
  warnings.push({ step, message, warningCode: "warning.command.deprecated" });
}

/** What a step is run with. */
export interface StepRun {
  /** The directory inside the command. */
  readonly directory: Directory;
  readonly caller: Caller;
  /** The user or user group of the command. */
  readonly name: string;
  readonly domain: string;
  readonly progress: Progress;
}
