import { randomBytes } from "node:crypto";

const run = randomBytes(3).toString("hex");
let count = 0;

/** A text that no other case uses; it begins as given and ends in lower-case letters and digits. */
export function unique(prefix: string): string {
  count += 1;
  return `${prefix}${run}${count.toString(36).padStart(4, "0")}`;
}
