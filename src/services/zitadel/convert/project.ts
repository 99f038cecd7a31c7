import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  PrivateLabelingSetting as PrivateLabelingSettingPb,
  type ProjectQuery,
  type ProjectSchema,
  ProjectState,
} from "../../../../gen/zitadel/project/v1/project_pb.ts";
import type { RoleQuery, RoleSchema } from "../../../../gen/zitadel/project/v1/role_pb.ts";
import type { ListQuery } from "../../../../gen/zitadel/v1/object_pb.ts";
import type {
  OrgId,
  PrivateLabelingSetting,
  ProjectRoleRow,
  ProjectRow,
  ProjectSettings,
} from "../../../directory/model.ts";
import type { ProjectRoleListRequest } from "../../../directory/project-roles.ts";
import type { ProjectListRequest } from "../../../directory/projects.ts";
import { fromListQuery, toDetailsOf } from "./object.ts";
import { fromTextQuery } from "./text-match.ts";

/** The protobuf form of a project. */
export const toProject = (project: ProjectRow): MessageInitShape<typeof ProjectSchema> => ({
  id: project.id,
  details: toDetailsOf(project, project.orgId),
  name: project.name,
  state: project.state === "active" ? ProjectState.ACTIVE : ProjectState.INACTIVE,
  projectRoleAssertion: project.isRoleAsserted,
  projectRoleCheck: project.isRoleChecked,
  hasProjectCheck: project.isProjectChecked,
  privateLabelingSetting: labelingSettings[project.privateLabelingSetting],
});

const labelingSettings: Readonly<Record<PrivateLabelingSetting, PrivateLabelingSettingPb>> = {
  unspecified: PrivateLabelingSettingPb.UNSPECIFIED,
  "enforce-project-owner": PrivateLabelingSettingPb.ENFORCE_PROJECT_RESOURCE_OWNER_POLICY,
  "allow-login-user-owner": PrivateLabelingSettingPb.ALLOW_LOGIN_USER_RESOURCE_OWNER_POLICY,
};

/** The settings that a request states. */
export const fromProjectSettings = (request: {
  readonly name: string;
  readonly projectRoleAssertion: boolean;
  readonly projectRoleCheck: boolean;
  readonly hasProjectCheck: boolean;
  readonly privateLabelingSetting: PrivateLabelingSettingPb;
}): ProjectSettings => ({
  name: request.name,
  isRoleAsserted: request.projectRoleAssertion,
  isRoleChecked: request.projectRoleCheck,
  isProjectChecked: request.hasProjectCheck,
  privateLabelingSetting: fromLabelingSetting(request.privateLabelingSetting),
});

/** The setting; none for a number that the enum does not have, which validation refuses. */
function fromLabelingSetting(setting: PrivateLabelingSettingPb): PrivateLabelingSetting {
  switch (setting) {
    case PrivateLabelingSettingPb.ENFORCE_PROJECT_RESOURCE_OWNER_POLICY:
      return "enforce-project-owner";
    case PrivateLabelingSettingPb.ALLOW_LOGIN_USER_RESOURCE_OWNER_POLICY:
      return "allow-login-user-owner";
    default:
      return "unspecified";
  }
}

/** The part of a list of projects that a request asks for. Validation refuses queries without a condition. */
export const fromProjectListRequest = (request: {
  readonly query?: ListQuery | undefined;
  readonly queries: readonly ProjectQuery[];
}): ProjectListRequest => ({
  page: fromListQuery(request.query).page,
  names: request.queries.flatMap(({ query }) =>
    query.case === "nameQuery" ? [fromTextQuery(query.value.name, query.value.method)] : [],
  ),
  owners: request.queries.flatMap(({ query }) =>
    query.case === "projectResourceOwnerQuery" ? [query.value.resourceOwner] : [],
  ),
});

/** The protobuf form of a project's role; the project's organization owns it. */
export const toProjectRole =
  (resourceOwner: OrgId) =>
  (role: ProjectRoleRow): MessageInitShape<typeof RoleSchema> => ({
    key: role.key,
    details: toDetailsOf(role, resourceOwner),
    displayName: role.displayName,
    group: role.group,
  });

/** The part of a list of roles that a request asks for. Validation refuses queries without a condition. */
export const fromRoleListRequest = (request: {
  readonly query?: ListQuery | undefined;
  readonly queries: readonly RoleQuery[];
}): ProjectRoleListRequest => ({
  page: fromListQuery(request.query).page,
  keys: request.queries.flatMap(({ query }) =>
    query.case === "keyQuery" ? [fromTextQuery(query.value.key, query.value.method)] : [],
  ),
  displayNames: request.queries.flatMap(({ query }) =>
    query.case === "displayNameQuery" ? [fromTextQuery(query.value.displayName, query.value.method)] : [],
  ),
});
