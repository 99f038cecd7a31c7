import type { Config } from "../config.ts";
import type { Directory } from "../directory/directory.ts";
import type { OrgRow } from "../directory/model.ts";

/** Who may do what through the Camunda interface without logging in. */
export interface OpenInterface {
  readonly face: "camunda";
  readonly orgId: OrgRow["id"];
  readonly orgName: string;
  readonly role: string;
}

/**
 * The organization and the role that everybody has, where the settings say that nobody logs in; `undefined` where they
 * do not. Fails, for people, when there is no such organization.
 */
export async function findTrustedNetwork(directory: Directory, config: Config): Promise<OpenInterface | undefined> {
  const { camundaAuth, camundaOrg, camundaRole } = config;
  const isOpen = camundaAuth === "off" && config.faces.includes("camunda");
  if (!isOpen || camundaOrg === undefined || camundaRole === undefined) return undefined;
  const org = await directory.orgs.findByIdOrName(camundaOrg);
  if (org === undefined) {
    const error = new Error(
      `There is no organization with the id or the name ${JSON.stringify(camundaOrg)} (--camunda-org).`,
    );
    throw Object.assign(error, { isForPeople: true });
  }
  return { face: "camunda", orgId: org.id, orgName: org.name, role: camundaRole };
}

/** One sentence that nobody should overlook. */
export const describeTrustedNetwork = ({ orgName, role }: OpenInterface): string =>
  `the Camunda interface asks for no password: whoever reaches this port acts as ${role} in the organization ${JSON.stringify(orgName)}`;
