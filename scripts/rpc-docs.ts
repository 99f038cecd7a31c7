// Rewrites the table of RPCs in docs/compatibility.md from the descriptors.
// `node scripts/run-ts.mjs scripts/rpc-docs.ts`, from the project's folder.
import { readFileSync, writeFileSync } from "node:fs";
import { type DescMethod, type DescService, getOption } from "@bufbuild/protobuf";
import { http } from "../gen/google/api/annotations_pb.ts";
import { access } from "../gen/roster/access/v1/access_pb.ts";
import { OrgService } from "../gen/roster/org/v1/org_service_pb.ts";
import { AdminService } from "../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../gen/zitadel/user/v2/user_service_pb.ts";
import { replaceSection } from "./replace-section.ts";

const services: readonly DescService[] = [ManagementService, AdminService, AuthService, UserService, OrgService];

const rowOf = (method: DescMethod): string => `| ${method.name} | ${routeOf(method)} | ${ruleOf(method)} |`;

function routeOf(method: DescMethod): string {
  const { pattern } = getOption(method, http);
  return typeof pattern.value === "string" ? `\`${pattern.case?.toUpperCase()} ${pattern.value}\`` : "none";
}

function ruleOf(method: DescMethod): string {
  const { rule } = getOption(method, access);
  return rule.case === "permission" ? `\`${rule.value}\`` : (rule.case ?? "");
}

const sections = services.map(({ typeName, methods }) =>
  [
    `### ${typeName}: ${methods.length} RPCs`,
    "",
    "| RPC | JSON | asks for |",
    "| --- | --- | --- |",
    ...methods.map(rowOf),
  ].join("\n"),
);
const file = "docs/compatibility.md";
const before = readFileSync(file, "utf8");
const after = replaceSection(before, "rpcs", sections.join("\n\n"));
if (after !== before) writeFileSync(file, after);
console.log(`${file}: table of RPCs ${after === before ? "is up to date" : "rewritten"}`);
