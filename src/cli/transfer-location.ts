import { type StorageSettings, storageLocationOf } from "../startup/storage-location.ts";
import type { TransferLocation } from "../storage/transfer/index.ts";
import { forPeople } from "./for-people.ts";

/** Where the settings say that the directory lives; only a database that outlives a process can be exported or imported. */
export function transferLocationOf(values: StorageSettings): TransferLocation {
  const location = storageLocationOf(values);
  if (location.kind !== "memory") return location;
  throw forPeople("A directory in memory ends with its process; name a folder or a database.");
}
