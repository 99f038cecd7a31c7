import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../gen/zitadel/management/v1/management_pb.ts";
import type { Directory } from "../../directory/directory.ts";
import { createHumanRpcs } from "./management/humans.ts";
import { createInstanceRpcs } from "./management/instance.ts";
import { createMachineRpcs } from "./management/machines.ts";
import { createOrgRpcs } from "./management/orgs.ts";
import { createUserRpcs } from "./management/users.ts";

/** ZITADEL's Management API v1 on this directory. The type makes sure that no RPC is missing. */
export const createManagementService = (directory: Directory): ServiceImpl<typeof ManagementService> => ({
  ...createInstanceRpcs(directory),
  ...createOrgRpcs(directory),
  ...createUserRpcs(directory),
  ...createHumanRpcs(directory),
  ...createMachineRpcs(directory),
});
