import type { ServiceImpl } from "@connectrpc/connect";
import type { IdentityService } from "../../../gen/camunda/identity/v7/identity_service_pb.ts";
import { callerOf } from "../../auth/context.ts";
import type { PasswordLogin } from "../../auth/password-login.ts";
import { listPolicyBreaches, minPasswordBytes } from "../../directory/password-policy.ts";
import { camundaError } from "./errors.ts";

/** The rules of the directory's policy as Camunda names its own, in its order, with the error of each. */
const policy = [
  {
    placeholder: "PASSWORD_POLICY_LENGTH",
    parameter: { minLength: String(minPasswordBytes) },
    breach: "setPasswordTooShort",
  },
  { placeholder: "PASSWORD_POLICY_LOWERCASE", parameter: { minLowerCase: "1" }, breach: "setPasswordWithoutLower" },
  { placeholder: "PASSWORD_POLICY_UPPERCASE", parameter: { minUpperCase: "1" }, breach: "setPasswordWithoutUpper" },
  { placeholder: "PASSWORD_POLICY_DIGIT", parameter: { minDigit: "1" }, breach: "setPasswordWithoutNumber" },
  { placeholder: "PASSWORD_POLICY_SPECIAL", parameter: { minSpecial: "1" }, breach: "setPasswordWithoutSymbol" },
] as const;

/** RPCs about passwords. */
export const createPasswordRpcs = (logIn: PasswordLogin) =>
  ({
    async verifyUser({ user }, context) {
      const { username, password } = user ?? {};
      if (username === undefined || username === "" || password === undefined || password === "") {
        throw camundaError("invalidRequest", "Username and password are required");
      }
      const { face, orgId } = callerOf(context);
      const found = await logIn({ login: username, password }, { kind: "user-name", face });
      // Somebody else's user is nobody here.
      return { authenticatedUser: username, authenticated: found?.orgId === orgId };
    },
    getPasswordPolicy: () => ({ rules: policy.map(({ placeholder, parameter }) => ({ placeholder, parameter })) }),
    checkPassword({ candidate }) {
      if (candidate?.password === undefined) throw camundaError("invalidRequest", "The body needs a password");
      const breaches = listPolicyBreaches(candidate.password);
      const rules = policy.map(({ placeholder, parameter, breach }) => ({
        ...{ placeholder, parameter },
        valid: !breaches.includes(breach),
      }));
      return {
        rules: [...rules.filter(({ valid }) => valid), ...rules.filter(({ valid }) => !valid)],
        valid: breaches.length === 0,
      };
    },
  }) satisfies Partial<ServiceImpl<typeof IdentityService>>;
