import { describe, expect, it } from "vitest";
import { settingNames } from "./config/given.ts";
import { settings } from "./config/settings.ts";
import { type Config, ConfigError, parseConfig } from "./config.ts";

const certAndKey = { tlsCert: "cert.pem", tlsKey: "key.pem" };

const outsideIssuer = { ROSTER_JWT_ISSUER: "https://login.example", ROSTER_JWT_AUDIENCE: "roster" };

/** What every setting is set to, in the words of a flag and of a variable, and the value that must come out of it. */
const samples: {
  readonly [Name in keyof Config]: { flag?: string; env: string; flagValue?: Config[Name]; envValue: Config[Name] };
} = {
  host: { flag: "::1", env: "roster.internal", flagValue: "::1", envValue: "roster.internal" },
  port: { flag: "0", env: "65535", flagValue: 0, envValue: 65_535 },
  tlsCert: { flag: "a.pem", env: "b.pem", flagValue: "a.pem", envValue: "b.pem" },
  tlsKey: { flag: "a.key", env: "b.key", flagValue: "a.key", envValue: "b.key" },
  hstsMaxAgeSeconds: { flag: "0", env: "63072000", flagValue: 0, envValue: 63_072_000 },
  corsOrigins: {
    flag: "https://a.example, http://localhost:5173",
    env: "none",
    flagValue: ["https://a.example", "http://localhost:5173"],
    envValue: [],
  },
  data: { flag: "/tmp/a", env: "./b", flagValue: "/tmp/a", envValue: "./b" },
  memory: { flag: "", env: "true", flagValue: true, envValue: true },
  databaseUrl: {
    flag: "postgres://u:p@h/a",
    env: "postgresql://h:6543/b?sslmode=require",
    flagValue: "postgres://u:p@h/a",
    envValue: "postgresql://h:6543/b?sslmode=require",
  },
  databasePoolSize: { flag: "1", env: "100", flagValue: 1, envValue: 100 },
  adminToken: { env: "abcdefghijklmnop==", envValue: "abcdefghijklmnop==" },
  publicUrl: {
    flag: "HTTPS://Roster.example:443/",
    env: "http://localhost:8080",
    flagValue: "https://roster.example",
    envValue: "http://localhost:8080",
  },
  masterKey: { env: "x".repeat(32), envValue: "x".repeat(32) },
  accessTokenLifetimeMs: { flag: "1000", env: "2592000000", flagValue: 1000, envValue: 2_592_000_000 },
  jwtIssuer: {
    flag: "https://a.example/realms/b",
    env: "http://localhost:1",
    flagValue: "https://a.example/realms/b",
    envValue: "http://localhost:1",
  },
  jwtAudience: { flag: "a", env: "https://b.example", flagValue: "a", envValue: "https://b.example" },
  jwtJwksUrl: {
    flag: "https://a.example/keys",
    env: "http://b.example/keys?c",
    flagValue: "https://a.example/keys",
    envValue: "http://b.example/keys?c",
  },
  jwtSubject: { flag: "user-id", env: "email", flagValue: "user-id", envValue: "email" },
  jwtSubjectClaim: { flag: "sub", env: "preferred_username", flagValue: "sub", envValue: "preferred_username" },
  demo: { flag: "", env: "1", flagValue: true, envValue: true },
  faces: {
    flag: "camunda",
    env: "zitadel, adobe",
    flagValue: ["camunda"],
    envValue: ["zitadel", "adobe"],
  },
  docs: { flag: "off", env: "on", flagValue: "off", envValue: "on" },
  shutdownDelayMs: { flag: "0", env: "3600000", flagValue: 0, envValue: 3_600_000 },
  workers: { flag: "1", env: "256", flagValue: 1, envValue: 256 },
  logLevelFile: { flag: "a", env: "/run/b", flagValue: "a", envValue: "/run/b" },
  reflection: { flag: "off", env: "on", flagValue: "off", envValue: "on" },
  camundaAuth: { flag: "off", env: "off", flagValue: "off", envValue: "off" },
  camundaOrg: { flag: "Zoo", env: "1", flagValue: "Zoo", envValue: "1" },
  camundaRole: { flag: "ORG_OWNER", env: "ORG_OWNER_VIEWER", flagValue: "ORG_OWNER", envValue: "ORG_OWNER_VIEWER" },
  ispringPath: { flag: "/learn/v1", env: "/", flagValue: "/learn/v1", envValue: "/" },
  ispringAccountUrl: {
    flag: "https://myaccount.example.com",
    env: "http://127.0.0.1:8080/learn",
    flagValue: "https://myaccount.example.com",
    envValue: "http://127.0.0.1:8080/learn",
  },
  smtpUrl: {
    flag: "smtp://u:p@h:587",
    env: "smtps://h",
    flagValue: "smtp://u:p@h:587",
    envValue: "smtps://h",
  },
  smtpFrom: { flag: "a@example.com", env: "b@example.com", flagValue: "a@example.com", envValue: "b@example.com" },
  maxBodyBytes: { flag: "1024", env: "1073741824", flagValue: 1024, envValue: 1_073_741_824 },
  throttling: {
    flag: "off",
    env: "x10, one=5/50,two=off",
    flagValue: "off",
    envValue: {
      factor: 10,
      families: new Map<string, "off" | { client: number; global: number }>([
        ["one", { client: 5, global: 50 }],
        ["two", "off"],
      ]),
    },
  },
  shutdownGraceMs: { flag: "0", env: "3600000", flagValue: 0, envValue: 3_600_000 },
  readyFile: { flag: "ready.json", env: "/run/ready", flagValue: "ready.json", envValue: "/run/ready" },
  logLevel: { flag: "silent", env: "trace", flagValue: "silent", envValue: "trace" },
  logFormat: { flag: "json", env: "pretty", flagValue: "json", envValue: "pretty" },
  machineId: { flag: "0", env: "65535", flagValue: 0, envValue: 65_535 },
  adminPort: { flag: "0", env: "9464", flagValue: 0, envValue: 9464 },
  adminHost: { flag: "::1", env: "0.0.0.0", flagValue: "::1", envValue: "0.0.0.0" },
  metricsToken: { env: "abcdefghijklmnop==", envValue: "abcdefghijklmnop==" },
};

/** Settings that are only valid together, so each comes with the other. */
const companions: Partial<Record<keyof Config, Record<string, string>>> = {
  adminHost: { ROSTER_ADMIN_PORT: "9464" },
  tlsCert: { ROSTER_TLS_KEY: certAndKey.tlsKey },
  tlsKey: { ROSTER_TLS_CERT: certAndKey.tlsCert },
  camundaAuth: { ROSTER_CAMUNDA_ORG: "Zoo", ROSTER_CAMUNDA_ROLE: "ORG_OWNER" },
  camundaOrg: { ROSTER_CAMUNDA_AUTH: "off", ROSTER_CAMUNDA_ROLE: "ORG_OWNER" },
  camundaRole: { ROSTER_CAMUNDA_AUTH: "off", ROSTER_CAMUNDA_ORG: "Zoo" },
  workers: { ROSTER_DATABASE_URL: "postgres://h/a" },
  smtpUrl: { ROSTER_SMTP_FROM: "roster@example.com" },
  smtpFrom: { ROSTER_SMTP_URL: "smtp://mail.example.com" },
  jwtIssuer: { ROSTER_JWT_AUDIENCE: "roster" },
  jwtAudience: { ROSTER_JWT_ISSUER: "https://login.example" },
  jwtJwksUrl: outsideIssuer,
  jwtSubject: outsideIssuer,
  jwtSubjectClaim: outsideIssuer,
};

function problemsOf(argv: string[], env: Record<string, string> = {}): readonly string[] {
  try {
    parseConfig({ argv, env });
  } catch (error) {
    if (error instanceof ConfigError) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

describe("parseConfig()", () => {
  it("returns the documented defaults when nothing is set, frozen", () => {
    const config = parseConfig({ argv: [], env: { PATH: "/bin", HOME: "/root" } });
    expect(config).toEqual({
      host: "127.0.0.1",
      port: 8080,
      tlsCert: undefined,
      tlsKey: undefined,
      hstsMaxAgeSeconds: 31_536_000,
      corsOrigins: "*",
      data: "./data",
      memory: false,
      databaseUrl: undefined,
      databasePoolSize: 4,
      adminToken: undefined,
      demo: false,
      faces: ["zitadel", "adobe", "camunda", "ispring"],
      docs: "on",
      reflection: "on",
      camundaAuth: "basic",
      camundaOrg: undefined,
      camundaRole: undefined,
      ispringPath: "/",
      ispringAccountUrl: undefined,
      publicUrl: undefined,
      masterKey: undefined,
      accessTokenLifetimeMs: 43_200_000,
      jwtIssuer: undefined,
      jwtAudience: undefined,
      jwtJwksUrl: undefined,
      jwtSubject: "user-id",
      jwtSubjectClaim: undefined,
      smtpUrl: undefined,
      smtpFrom: undefined,
      maxBodyBytes: 4_194_304,
      throttling: "documented",
      shutdownDelayMs: 0,
      shutdownGraceMs: 10_000,
      workers: 1,
      logLevelFile: undefined,
      readyFile: undefined,
      logLevel: "info",
      logFormat: "auto",
      machineId: undefined,
      adminPort: undefined,
      adminHost: "127.0.0.1",
      metricsToken: undefined,
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  for (const name of settingNames) {
    const { flag, env } = settings[name];
    const sample = samples[name];
    const variables = { ...companions[name], [env]: sample.env };

    it(`reads ${env}`, () => {
      expect(parseConfig({ argv: [], env: variables })[name]).toEqual(sample.envValue);
    });
    if (flag === undefined) {
      continue;
    }
    const isToggle = settings[name].type.placeholder === undefined;
    const spellings = isToggle ? [[`--${flag}`]] : [[`--${flag}`, sample.flag ?? ""], [`--${flag}=${sample.flag}`]];
    for (const argv of spellings) {
      it(`reads ${argv.join(" ")}, and prefers it to ${env}`, () => {
        expect(parseConfig({ argv, env: companions[name] ?? {} })[name]).toEqual(sample.flagValue);
        const overridden = isToggle ? "false" : sample.env;
        expect(parseConfig({ argv, env: { ...variables, [env]: overridden } })[name]).toEqual(sample.flagValue);
      });
    }
  }

  it("switches a variable off with --no-FLAG and with an empty variable", () => {
    expect(parseConfig({ argv: ["--no-memory"], env: { ROSTER_MEMORY: "true" } }).memory).toBe(false);
    expect(parseConfig({ argv: [], env: { ROSTER_PORT: "", ROSTER_DATABASE_URL: "" } }).port).toBe(8080);
  });

  it("does not look into a variable that a flag overrides", () => {
    expect(parseConfig({ argv: ["--port", "1"], env: { ROSTER_PORT: "x" } }).port).toBe(1);
  });

  it("leaves ROSTER_TEST_ variables to the tests", () => {
    expect(problemsOf([], { ROSTER_TEST_DATABASE_URL: "postgres://h/d", ROSTER_TEST_ANYTHING: "1" })).toEqual([]);
  });

  it("lets a database URL and a data folder be given together", () => {
    expect(problemsOf(["--data", "x"], { ROSTER_DATABASE_URL: "postgres://h/d" })).toEqual([]);
  });

  const rejected: ReadonlyArray<{ name: string; argv?: string[]; env?: Record<string, string>; want: string[] }> = [
    {
      name: "a port that is no number",
      argv: ["--port", "http"],
      want: ['--port is "http", but it must be a whole number from 0 to 65535 (0 takes a free port).'],
    },
    {
      name: "a port beyond the range, from the environment",
      env: { ROSTER_PORT: "65536" },
      want: ['ROSTER_PORT is "65536", but it must be a whole number from 0 to 65535 (0 takes a free port).'],
    },
    {
      name: "numbers in other notations",
      argv: ["--port=1e3", "--database-pool-size=-1", "--machine-id=0x1"],
      want: [
        '--port is "1e3", but it must be a whole number from 0 to 65535 (0 takes a free port).',
        '--database-pool-size is "-1", but it must be a whole number from 1 to 100.',
        '--machine-id is "0x1", but it must be a whole number from 0 to 65535.',
      ],
    },
    {
      name: "a host with a scheme",
      argv: ["--host", "http://localhost"],
      want: ['--host is "http://localhost", but it must be a host name or an IP address, without scheme and port.'],
    },
    {
      name: "a host with a port",
      argv: ["--host", "localhost:80"],
      want: ['--host is "localhost:80", but it must be a host name or an IP address, without scheme and port.'],
    },
    {
      name: "a word that is not in the list",
      argv: ["--log-level", "verbose"],
      want: ['--log-level is "verbose", but it must be one of trace, debug, info, warn, error, fatal or silent.'],
    },
    {
      name: "a switch that is neither on nor off",
      argv: ["--demo=maybe"],
      env: { ROSTER_MEMORY: "yes" },
      want: [
        'ROSTER_MEMORY is "yes", but it must be true or false.',
        '--demo is "maybe", but it must be true or false.',
      ],
    },
    {
      name: "a negated switch with a value",
      argv: ["--no-demo=true"],
      want: ["--no-demo takes no value."],
    },
    {
      name: "an origin with a path",
      argv: ["--cors-origins", "https://a.example/,https://b.example"],
      want: [
        '--cors-origins is "https://a.example/,https://b.example", but it must be origins like https://app.example.com, separated by commas; or "*" for every origin, or "none".',
      ],
    },
    ...["on", "x0", "x10,x20", "example=5", "example=0/5", "example=off,example=1/2", "documented,x2", "X10"].map(
      (given) => ({
        name: `the limits ${given}`,
        argv: ["--throttling", given],
        want: [
          `--throttling is "${given}", but it must be documented, off, or a list of xN (N times the documented limits) and FAMILY=CLIENT/GLOBAL (calls a minute) or FAMILY=off, such as x10,adobe-actions=50/500.`,
        ],
      }),
    ),
    {
      name: "a database that is not PostgreSQL, without its password",
      argv: ["--database-url", "mysql://root:hunter2@db.example:3306/roster?password=hunter2"],
      want: [
        '--database-url is "mysql://root:***@db.example:3306/roster?password=***", but it must be a URL like postgres://user:password@host:5432/database.',
      ],
    },
    {
      name: "a database URL that cannot be parsed, without any of it",
      env: { ROSTER_DATABASE_URL: "postgres//root:hunter2@db" },
      want: [
        "ROSTER_DATABASE_URL has a value that is not shown here, but it must be a URL like postgres://user:password@host:5432/database.",
      ],
    },
    {
      name: "a short admin token, without it",
      env: { ROSTER_ADMIN_TOKEN: "hunter2" },
      want: [
        "ROSTER_ADMIN_TOKEN has a value that is not shown here, but it must be at least 16 characters out of A-Z a-z 0-9 . _ ~ + / -, with = only at the end.",
      ],
    },
    {
      name: "an admin token as a flag, without it",
      argv: ["--admin-token", "hunter2hunter2hunter2"],
      want: [
        "--admin-token is not a flag, because flags are visible in process lists. Set ROSTER_ADMIN_TOKEN instead.",
      ],
    },
    {
      name: "misspelt and unknown flags, without what follows them",
      argv: ["--prot", "1", "--databse-url=postgres://u:hunter2@h/d", "--xyz"],
      want: [
        "--prot is not a known flag. Did you mean --port?",
        "--databse-url is not a known flag. Did you mean --database-url?",
        "--xyz is not a known flag.",
      ],
    },
    {
      name: "short flags",
      argv: ["-p", "80"],
      want: ["-p is not a known flag."],
    },
    {
      name: "misspelt and unknown variables",
      env: { ROSTER_LOGLEVEL: "info", ROSTER_XYZ: "1" },
      want: [
        "ROSTER_LOGLEVEL is not a known variable. Did you mean ROSTER_LOG_LEVEL?",
        "ROSTER_XYZ is not a known variable.",
      ],
    },
    {
      name: "arguments that are no flags",
      argv: ["data", "--demo", "postgres://u:hunter2@h/d"],
      want: [
        '"data" is not expected here; every setting is a flag.',
        '"postgres://u:***@h/d" is not expected here; every setting is a flag.',
      ],
    },
    {
      name: "flags without their value",
      argv: ["--host=", "--data", "--memory", "--port"],
      want: [
        "--host needs a value: a host name or an IP address, without scheme and port.",
        "--data needs a value: a path.",
        "--port needs a value: a whole number from 0 to 65535 (0 takes a free port).",
      ],
    },
    {
      name: "a flag given twice",
      argv: ["--port", "1", "--port", "2", "--demo", "--no-demo"],
      want: ["--port is given more than once.", "--demo is given more than once."],
    },
    {
      name: "memory together with a folder and a database",
      argv: ["--memory", "--data", "x"],
      env: { ROSTER_DATABASE_URL: "postgres://u:hunter2@h/d" },
      want: [
        "--memory and --data exclude each other: data is kept either in memory or there.",
        "--memory and ROSTER_DATABASE_URL exclude each other: data is kept either in memory or there.",
      ],
    },
    {
      name: "several processes without a database that they can share",
      argv: ["--workers", "2"],
      want: [
        "--workers 2 needs PostgreSQL, which several processes can share: set --database-url or ROSTER_DATABASE_URL, or serve with one process.",
      ],
    },
    {
      name: "several processes in memory",
      argv: ["--memory"],
      env: { ROSTER_WORKERS: "4" },
      want: [
        "ROSTER_WORKERS 4 needs PostgreSQL, which several processes can share: set --database-url or ROSTER_DATABASE_URL, or serve with one process.",
      ],
    },
    {
      name: "a machine id that leaves the workers too few",
      argv: ["--workers", "2", "--machine-id", "65535", "--database-url", "postgres://h/d"],
      want: ["--machine-id must be at most 65534 with --workers 2: each worker takes one, from this one on."],
    },
    {
      name: "a certificate without its key",
      argv: ["--tls-cert", "a.pem"],
      want: ["--tls-cert needs the certificate's private key too: set --tls-key or ROSTER_TLS_KEY."],
    },
    {
      name: "a key without its certificate",
      env: { ROSTER_TLS_KEY: "a.pem" },
      want: ["ROSTER_TLS_KEY needs the certificate too: set --tls-cert or ROSTER_TLS_CERT."],
    },
    {
      name: "a mail server without a sender, and no mail server",
      env: { ROSTER_SMTP_URL: "smtp:hunter2" },
      want: [
        "ROSTER_SMTP_URL has a value that is not shown here, but it must be a URL like smtp://user:password@host:587, or smtps:// for TLS from the start.",
        "ROSTER_SMTP_URL needs the mails' sender too: set --smtp-from or ROSTER_SMTP_FROM.",
      ],
    },
    {
      name: "a sender without a mail server",
      argv: ["--smtp-from", "a@example.com"],
      want: ["--smtp-from needs the mail server too: set --smtp-url or ROSTER_SMTP_URL."],
    },
    {
      name: "an open interface without an organization and a role",
      argv: ["--camunda-auth", "off"],
      want: [
        "--camunda-auth off needs the organization that everybody acts in: set --camunda-org or ROSTER_CAMUNDA_ORG.",
        "--camunda-auth off needs the role that everybody has: set --camunda-role or ROSTER_CAMUNDA_ROLE.",
      ],
    },
    {
      name: "a role for everybody where everybody logs in",
      env: { ROSTER_CAMUNDA_ROLE: "ORG_OWNER" },
      want: ["ROSTER_CAMUNDA_ROLE is for --camunda-auth off only, where nobody logs in."],
    },
    {
      name: "faces that there are not, and one twice",
      argv: ["--faces", "zitadel,okta"],
      env: {},
      want: [
        '--faces is "zitadel,okta", but it must be some of zitadel, adobe, camunda, ispring, separated by commas.',
      ],
    },
    {
      name: "an outside issuer without an audience",
      argv: ["--jwt-issuer", "https://login.example"],
      want: ["--jwt-issuer needs the audience of its tokens too: set --jwt-audience or ROSTER_JWT_AUDIENCE."],
    },
    {
      name: "what belongs to an outside issuer without one",
      argv: ["--jwt-audience", "roster"],
      env: { ROSTER_JWT_SUBJECT: "email" },
      want: [
        "--jwt-audience needs the issuer too: set --jwt-issuer or ROSTER_JWT_ISSUER.",
        "ROSTER_JWT_SUBJECT needs the issuer too: set --jwt-issuer or ROSTER_JWT_ISSUER.",
      ],
    },
    {
      name: "a public address with a path, and a master key that is too short",
      argv: ["--public-url", "https://roster.example/api"],
      env: { ROSTER_MASTER_KEY: "hunter2" },
      want: [
        '--public-url is "https://roster.example/api", but it must be a URL without a path, like https://directory.example.com.',
        "ROSTER_MASTER_KEY has a value that is not shown here, but it must be at least 32 characters.",
      ],
    },
    {
      name: "everything at once",
      argv: ["--prot=1", "--log-format=xml", "--memory"],
      env: { ROSTER_DATA: "x", ROSTER_FOO: "1", ROSTER_MAX_BODY_BYTES: "4MiB" },
      want: [
        "--prot is not a known flag. Did you mean --port?",
        "ROSTER_FOO is not a known variable.",
        'ROSTER_MAX_BODY_BYTES is "4MiB", but it must be a whole number from 1024 to 1073741824.',
        '--log-format is "xml", but it must be one of auto, json or pretty.',
        "--memory and ROSTER_DATA exclude each other: data is kept either in memory or there.",
      ],
    },
  ];
  for (const { name, argv, env, want } of rejected) {
    it(`rejects ${name}`, () => {
      const problems = problemsOf(argv ?? [], env);
      expect(problems).toEqual(want);
      expect(problems.join()).not.toContain("hunter2");
    });
  }
});

describe("ConfigError", () => {
  it("lists its problems in a message for people", () => {
    expect(new ConfigError(["A is wrong.", "B is wrong."])).toMatchObject({
      message: "The configuration has 2 problems:\n  - A is wrong.\n  - B is wrong.",
      isForPeople: true,
    });
    expect(new ConfigError(["A is wrong."]).message).toBe("The configuration has a problem:\n  - A is wrong.");
  });
});
