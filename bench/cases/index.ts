import type { BenchCase } from "./case.ts";
import { cycleCase } from "./cycle.ts";
import { durablePostgresCase, durableSqliteCase } from "./durable.ts";
import { getUserCase } from "./get-user.ts";
import { grpcCase } from "./grpc.ts";
import { jsonCase } from "./json.ts";
import { listUsersCase } from "./list-users.ts";
import { startCase } from "./start.ts";
import { storageCase } from "./storage.ts";

/** Every case, in the order of the table. */
export const benchCases: readonly BenchCase[] = [
  grpcCase,
  jsonCase,
  durableSqliteCase,
  durablePostgresCase,
  getUserCase,
  listUsersCase,
  cycleCase,
  startCase,
  storageCase,
];
