import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../../gen/zitadel/management/v1/management_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { keyId, userId } from "../../../directory/model.ts";
import { toMachineKey } from "../convert/machine-key.ts";
import { fromListQuery, toListDetails, toObjectDetails } from "../convert/object.ts";
import { fromTimestamp } from "../convert/time.ts";

/** RPCs about machines' keys. */
export const createMachineKeyRpcs = ({ machineKeys }: Directory) =>
  ({
    async addMachineKey(request, context) {
      const { id, keyFile, details } = await machineKeys.add(callerOf(context), userId(request.userId), {
        publicKey: request.publicKey.length === 0 ? undefined : Buffer.from(request.publicKey).toString(),
        expirationTimeUs: request.expirationDate && fromTimestamp(request.expirationDate),
      });
      return {
        keyId: id,
        ...(keyFile === undefined ? {} : { keyDetails: Buffer.from(keyFile) }),
        details: toObjectDetails(details),
      };
    },
    async getMachineKeyByIDs(request, context) {
      const caller = callerOf(context);
      const key = await machineKeys.get(caller, userId(request.userId), keyId(request.keyId));
      return { key: toMachineKey(key, caller.orgId) };
    },
    async listMachineKeys(request, context) {
      const caller = callerOf(context);
      const { page } = fromListQuery(request.query);
      const { items, total } = await machineKeys.list(caller, userId(request.userId), page);
      return { details: toListDetails(total), result: items.map((key) => toMachineKey(key, caller.orgId)) };
    },
    async removeMachineKey(request, context) {
      const id = keyId(request.keyId);
      const details = await machineKeys.remove(callerOf(context), userId(request.userId), id);
      return { details: toObjectDetails(details) };
    },
  }) satisfies Partial<ServiceImpl<typeof ManagementService>>;
