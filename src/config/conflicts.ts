import type { Given, SettingName } from "./given.ts";

/**
 * Returns what is wrong with the settings taken together. Only settings that somebody gave can conflict: defaults step
 * aside.
 */
export function findConflicts(given: ReadonlyMap<SettingName, Given>, isInMemory: boolean): string[] {
  return [
    ...findStorageConflicts(given, isInMemory),
    ...findWorkerConflicts(given),
    ...findTlsConflicts(given),
    ...findSmtpConflicts(given),
    ...findCamundaConflicts(given),
    ...findJwtConflicts(given),
    ...needs(given, "adminHost", "adminPort", "the admin port too: set --admin-port or ROSTER_ADMIN_PORT"),
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

const machineIds = 65_536;

function findWorkerConflicts(given: ReadonlyMap<SettingName, Given>): string[] {
  const workers = given.get("workers");
  const count = Number(workers?.text);
  if (workers === undefined || !(count > 1)) return [];
  const problems: string[] = [];
  if (!given.has("databaseUrl")) {
    const remedy = "set --database-url or ROSTER_DATABASE_URL, or serve with one process";
    problems.push(`${workers.source} ${workers.text} needs PostgreSQL, which several processes can share: ${remedy}.`);
  }
  const first = given.get("machineId");
  if (first !== undefined && Number(first.text) + count > machineIds) {
    const most = `${machineIds - count} with ${workers.source} ${workers.text}`;
    problems.push(`${first.source} must be at most ${most}: each worker takes one, from this one on.`);
  }
  return problems;
}

const findTlsConflicts = (given: ReadonlyMap<SettingName, Given>): string[] => [
  ...needs(given, "tlsCert", "tlsKey", "the certificate's private key too: set --tls-key or ROSTER_TLS_KEY"),
  ...needs(given, "tlsKey", "tlsCert", "the certificate too: set --tls-cert or ROSTER_TLS_CERT"),
];

const findSmtpConflicts = (given: ReadonlyMap<SettingName, Given>): string[] => [
  ...needs(given, "smtpUrl", "smtpFrom", "the mails' sender too: set --smtp-from or ROSTER_SMTP_FROM"),
  ...needs(given, "smtpFrom", "smtpUrl", "the mail server too: set --smtp-url or ROSTER_SMTP_URL"),
];

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

const findJwtConflicts = (given: ReadonlyMap<SettingName, Given>): string[] => [
  ...needs(
    given,
    "jwtIssuer",
    "jwtAudience",
    "the audience of its tokens too: set --jwt-audience or ROSTER_JWT_AUDIENCE",
  ),
  ...(["jwtAudience", "jwtJwksUrl", "jwtSubject", "jwtSubjectClaim"] as const).flatMap((name) =>
    needs(given, name, "jwtIssuer", "the issuer too: set --jwt-issuer or ROSTER_JWT_ISSUER"),
  ),
];

/** What is wrong with a setting that was given without another one: it needs what the text says. */
function needs(given: ReadonlyMap<SettingName, Given>, name: SettingName, other: SettingName, what: string): string[] {
  const setting = given.get(name);
  return setting === undefined || given.has(other) ? [] : [`${setting.source} needs ${what}.`];
}
