import { getOption } from "@bufbuild/protobuf";
import { IdentityService } from "../../../gen/camunda/identity/v7/identity_service_pb.ts";
import { access } from "../../../gen/roster/access/v1/access_pb.ts";
import { loginErrors } from "../../../src/directory/errors/logins.ts";
import { unique } from "../unique.ts";
import { callerPassword } from "./estate.ts";
import type { Callers, Face } from "./face.ts";
import type { Subject } from "./oracle.ts";

/**
 * Camunda 7's identity resources: an engine or a tenant in the request is the organization. Who may do something there may
 * do it with all that is there, so nothing is looked at more closely, and what is named need not be there.
 */
export const camunda: Face = {
  services: [IdentityService],
  optionsOf: (callers, token) => {
    const authorization = basicOf(callers, token);
    return authorization === undefined ? {} : { headers: { authorization } };
  },
  words: { login: loginErrors.basicInvalid.text },
  valueOf: (method, field, _named, callOrg) =>
    field.name === getOption(method, access).orgField ? callOrg : undefined,
  requests: {
    // A wrong one would count, and the caller have to wait.
    UpdateUserCredentials: () => ({ credentials: { authenticatedUserPassword: callerPassword } }),
  },
  closerLooksOf: () => [],
  canBeAboutCaller: () => false,
  last: [],
};

function basicOf({ human }: Callers, token: Subject["token"]): string | undefined {
  if (token === "none") return undefined;
  // Another one each time: nobody waits for a place in the queue of one name.
  const login = token === "unknown" ? unique("nobody-") : human.login;
  return `Basic ${Buffer.from(`${login}:${human.password}`).toString("base64")}`;
}
