import type { MessageInitShape } from "@bufbuild/protobuf";
import { type KeySchema, KeyType } from "../../../../gen/zitadel/authn/v1/key_pb.ts";
import type { MachineKeyRow, OrgId } from "../../../directory/model.ts";
import { toDetailsOf } from "./object.ts";
import { toExpirationDate } from "./time.ts";

/** The protobuf form of a machine's key. */
export const toMachineKey = (key: MachineKeyRow, resourceOwner: OrgId): MessageInitShape<typeof KeySchema> => ({
  id: key.id,
  details: toDetailsOf(key, resourceOwner),
  type: KeyType.JSON,
  expirationDate: toExpirationDate(key.expirationTimeUs),
});
