import type { ErrorName } from "../directory/errors.ts";

/** Who defines the reasons: the `domain` of every `google.rpc.ErrorInfo`. */
export const reasonDomain = "roster";

/** The name of an error of the catalogue as a `google.rpc.ErrorInfo` has it: `profileNotChanged` is `PROFILE_NOT_CHANGED`. */
export const toReason = (name: ErrorName): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
