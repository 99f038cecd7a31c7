import { closeSync, fsyncSync, openSync } from "node:fs";

/** Brings a file to the disk, or a folder with the names in it: a new file is found after a crash only when both are. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
