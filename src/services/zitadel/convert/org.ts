import type { MessageInitShape } from "@bufbuild/protobuf";
import { type OrgSchema, OrgState } from "../../../../gen/zitadel/org/v1/org_pb.ts";
import type { OrgRow } from "../../../directory/model.ts";
import { toObjectDetails } from "./object.ts";

/** The protobuf form of an organization. */
export const toOrg = (org: OrgRow): MessageInitShape<typeof OrgSchema> => ({
  id: org.id,
  details: toObjectDetails({ ...org, resourceOwner: org.id }),
  state: org.state === "active" ? OrgState.ACTIVE : OrgState.INACTIVE,
  name: org.name,
  primaryDomain: org.primaryDomain,
});
