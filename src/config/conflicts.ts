import type { Given, SettingName } from "./given.ts";

/**
 * Returns what is wrong with the settings taken together. Only settings that somebody gave can conflict: defaults step
 * aside.
 */
export function findConflicts(given: ReadonlyMap<SettingName, Given>, isInMemory: boolean): string[] {
  return [
    ...findStorageConflicts(given, isInMemory),
    ...findTlsConflicts(given),
    ...findSmtpConflicts(given),
    ...findCamundaConflicts(given),
    ...findJwtConflicts(given),
  ];
}

function findStorageConflicts(given: ReadonlyMap<SettingName, Given>, isInMemory: boolean): string[] {
  const memory = given.get("memory");
  if (memory === undefined || !isInMemory) {
    return [];
  }
  return (["data", "databaseUrl"] as const).flatMap((name) => {
    const other = given.get(name);
    return other === undefined
      ? []
      : [`${memory.source} and ${other.source} exclude each other: data is kept either in memory or there.`];
  });
}

function findTlsConflicts(given: ReadonlyMap<SettingName, Given>): string[] {
  const cert = given.get("tlsCert");
  const key = given.get("tlsKey");
  if (cert !== undefined && key === undefined) {
    return [`${cert.source} needs the certificate's private key too: set --tls-key or ROSTER_TLS_KEY.`];
  }
  if (key !== undefined && cert === undefined) {
    return [`${key.source} needs the certificate too: set --tls-cert or ROSTER_TLS_CERT.`];
  }
  return [];
}

function findSmtpConflicts(given: ReadonlyMap<SettingName, Given>): string[] {
  const url = given.get("smtpUrl");
  const from = given.get("smtpFrom");
  if (url !== undefined && from === undefined) {
    return [`${url.source} needs the mails' sender too: set --smtp-from or ROSTER_SMTP_FROM.`];
  }
  if (from !== undefined && url === undefined) {
    return [`${from.source} needs the mail server too: set --smtp-url or ROSTER_SMTP_URL.`];
  }
  return [];
}

function findCamundaConflicts(given: ReadonlyMap<SettingName, Given>): string[] {
  const auth = given.get("camundaAuth");
  const isOff = auth?.text === "off";
  const companions = [
    { name: "camundaOrg", what: "the organization that everybody acts in: set --camunda-org or ROSTER_CAMUNDA_ORG" },
    { name: "camundaRole", what: "the role that everybody has: set --camunda-role or ROSTER_CAMUNDA_ROLE" },
  ] as const;
  return companions.flatMap(({ name, what }) => {
    const other = given.get(name);
    if (isOff && other === undefined) return [`${auth.source} off needs ${what}.`];
    return !isOff && other !== undefined
      ? [`${other.source} is for --camunda-auth off only, where nobody logs in.`]
      : [];
  });
}

function findJwtConflicts(given: ReadonlyMap<SettingName, Given>): string[] {
  const issuer = given.get("jwtIssuer");
  if (issuer !== undefined) {
    return given.has("jwtAudience")
      ? []
      : [`${issuer.source} needs the audience of its tokens too: set --jwt-audience or ROSTER_JWT_AUDIENCE.`];
  }
  return (["jwtAudience", "jwtJwksUrl", "jwtSubject", "jwtSubjectClaim"] as const).flatMap((name) => {
    const other = given.get(name);
    return other === undefined ? [] : [`${other.source} needs the issuer too: set --jwt-issuer or ROSTER_JWT_ISSUER.`];
  });
}
