import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type AllProjectGrantQuery,
  type GrantedProjectSchema,
  ProjectGrantState,
} from "../../../../gen/zitadel/project/v1/project_grant_pb.ts";
import type { ProjectQuery } from "../../../../gen/zitadel/project/v1/project_pb.ts";
import {
  orgId,
  type ProjectGrantFilter,
  type ProjectGrantView,
  projectGrantId,
  projectId,
} from "../../../directory/model.ts";
import type { ProjectGrantRef } from "../../../directory/project-grant-access.ts";
import { toDetailsOf } from "./object.ts";
import { fromTextQuery } from "./text-match.ts";

/** The protobuf form of a project grant. */
export const toGrantedProject = (grant: ProjectGrantView): MessageInitShape<typeof GrantedProjectSchema> => ({
  grantId: grant.id,
  grantedOrgId: grant.grantedOrgId,
  grantedOrgName: grant.grantedOrgName,
  grantedRoleKeys: [...grant.roleKeys],
  state: grant.state === "active" ? ProjectGrantState.ACTIVE : ProjectGrantState.INACTIVE,
  projectId: grant.projectId,
  projectName: grant.projectName,
  projectOwnerId: grant.orgId,
  projectOwnerName: grant.orgName,
  details: toDetailsOf(grant, grant.orgId),
});

/** The project grant that a request names. */
export const fromProjectGrantRef = (request: {
  readonly projectId: string;
  readonly grantId: string;
}): ProjectGrantRef => ({ projectId: projectId(request.projectId), id: projectGrantId(request.grantId) });

/**
 * The filter that a query on project grants states; those on the grants of one project have some of its cases. A query
 * without a condition, which validation refuses, matches nothing.
 */
export function fromProjectGrantQuery({ query }: Pick<AllProjectGrantQuery, "query">): ProjectGrantFilter {
  switch (query.case) {
    case "projectNameQuery":
      return { kind: "project-name", match: fromTextQuery(query.value.name, query.value.method) };
    case "roleKeyQuery":
      // Whatever the method: a list of keys either holds the key or does not.
      return { kind: "role", key: query.value.roleKey };
    case "projectIdQuery":
      return { kind: "project", id: projectId(query.value.projectId) };
    case "grantedOrgIdQuery":
      return { kind: "granted-org", id: orgId(query.value.grantedOrgId) };
    case undefined:
      return { kind: "project", id: projectId("") };
  }
}

/** The filter on granted projects that a query on projects states. */
export function fromGrantedProjectQuery({ query }: ProjectQuery): ProjectGrantFilter {
  switch (query.case) {
    case "nameQuery":
      return { kind: "project-name", match: fromTextQuery(query.value.name, query.value.method) };
    case "projectResourceOwnerQuery":
      return { kind: "owner", id: orgId(query.value.resourceOwner) };
    case undefined:
      return { kind: "project", id: projectId("") };
  }
}
