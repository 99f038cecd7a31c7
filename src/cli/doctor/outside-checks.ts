import { createBrowserChecks } from "./browser-checks.ts";
import type { Check } from "./check.ts";
import { createConnectionChecks } from "./connection-checks.ts";
import { createGrpcChecks } from "./grpc-checks.ts";
import { createHeaderChecks } from "./header-checks.ts";
import type { OutsideTarget } from "./outside-target.ts";

/** What callers meet on their way to a server: the network, proxies, and what these do to calls. */
export const createOutsideChecks = (target: OutsideTarget): readonly Check[] => [
  ...createConnectionChecks(target),
  ...createGrpcChecks(target),
  ...createHeaderChecks(target),
  ...createBrowserChecks(target),
];
