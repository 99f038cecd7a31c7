import { accessSettings } from "./access-settings.ts";
import { faceSettings } from "./face-settings.ts";
import { lifeSettings } from "./life-settings.ts";
import { logLevel } from "./log-level.ts";
import { defineSetting } from "./setting.ts";
import { telemetrySettings } from "./telemetry-settings.ts";
import { type ThrottlingValue, throttling } from "./throttling.ts";
import {
  bearerToken,
  emailAddress,
  host,
  oneOf,
  origin,
  origins,
  path,
  postgresUrl,
  smtpUrl,
  toggle,
  wholeNumber,
} from "./value-types.ts";

/**
 * Every setting of the server. Nothing else holds a default, a flag's or a variable's name: the parser, the help and
 * the table of docs/configuration.md are made from this.
 */
export const settings = Object.freeze({
  /** The address to listen on. */
  host: defineSetting({
    flag: "host",
    env: "ROSTER_HOST",
    group: "Network",
    type: host,
    default: "127.0.0.1",
    description: "Address to listen on. 0.0.0.0 is every address of the machine.",
    reason: "Only this machine can connect until somebody decides otherwise.",
  }),
  /** The port for every protocol. */
  port: defineSetting({
    flag: "port",
    env: "ROSTER_PORT",
    group: "Network",
    type: wholeNumber({ placeholder: "PORT", min: 0, max: 65_535, hint: "0 takes a free port" }),
    default: 8080,
    description: "Port for every protocol. 0 takes a free one.",
    reason: "ZITADEL's own default, so clients' examples fit.",
  }),
  /** A PEM file with the certificate chain; always together with `tlsKey`. */
  tlsCert: defineSetting({
    flag: "tls-cert",
    env: "ROSTER_TLS_CERT",
    group: "Network",
    type: path("FILE"),
    default: undefined,
    description: "PEM file with the certificate chain. With it, and its key, the port speaks TLS only.",
    reason: "In front of most installations a proxy ends TLS.",
  }),
  /** A PEM file with the private key; always together with `tlsCert`. */
  tlsKey: defineSetting({
    flag: "tls-key",
    env: "ROSTER_TLS_KEY",
    group: "Network",
    type: path("FILE"),
    default: undefined,
    description: "PEM file with the certificate's private key.",
    reason: "Belongs to the certificate.",
  }),
  /** For how long browsers are told to use TLS only. */
  hstsMaxAgeSeconds: defineSetting({
    flag: "hsts-max-age-seconds",
    env: "ROSTER_HSTS_MAX_AGE_SECONDS",
    group: "Network",
    type: wholeNumber({ placeholder: "SECONDS", min: 0, max: 63_072_000, hint: "0 takes it back" }),
    default: 31_536_000,
    description:
      "With a certificate: how long browsers are to reach this host over TLS only, whatever its port, in seconds. 0 takes it back.",
    reason: "A year, as lists of such hosts ask for. Without TLS it is not said.",
  }),
  /** Origins whose pages may call the server: every one, or a list. */
  corsOrigins: defineSetting({
    flag: "cors-origins",
    env: "ROSTER_CORS_ORIGINS",
    group: "Network",
    type: origins,
    default: "*",
    description: 'Origins whose pages may call the server, separated by commas; "*" is every one, "none" is none.',
    reason: "Callers are known by a token that a foreign page does not have; cookies are never allowed.",
  }),
  /** The server's own address as its callers know it. */
  publicUrl: defineSetting({
    flag: "public-url",
    env: "ROSTER_PUBLIC_URL",
    group: "Network",
    type: origin,
    default: undefined,
    description:
      "Address under which callers know the server: the issuer of its tokens, and the base of its discovery.",
    reason: "Without a proxy in front, it is the address that each request names.",
  }),
  /** The folder for the database and the admin's token. */
  data: defineSetting({
    flag: "data",
    env: "ROSTER_DATA",
    group: "Storage",
    type: path("DIR"),
    default: "./data",
    description: "Folder for the SQLite database and the admin's token. Created if missing.",
    reason: "Needs no rights and is easy to find and to delete.",
  }),
  /** Whether everything is kept in memory only. */
  memory: defineSetting({
    flag: "memory",
    env: "ROSTER_MEMORY",
    group: "Storage",
    type: toggle,
    default: false,
    description: "Keep everything in memory and forget it at the end. For tests.",
    reason: "An acknowledged write must survive.",
  }),
  /** The PostgreSQL database to use instead of SQLite. Holds a password: print it masked only. */
  databaseUrl: defineSetting({
    flag: "database-url",
    env: "ROSTER_DATABASE_URL",
    fileEnv: "ROSTER_DATABASE_URL_FILE",
    group: "Storage",
    type: postgresUrl,
    default: undefined,
    description:
      "PostgreSQL database to use instead of SQLite. With a password in it, prefer the variable: flags are visible in process lists.",
    reason: "SQLite needs no set-up; several processes on one directory need PostgreSQL.",
  }),
  /** How many connections PostgreSQL commands are spread over. */
  databasePoolSize: defineSetting({
    flag: "database-pool-size",
    env: "ROSTER_DATABASE_POOL_SIZE",
    group: "Storage",
    type: wholeNumber({ placeholder: "N", min: 1, max: 100 }),
    default: 4,
    description: "Connections to PostgreSQL. Each one is a lane that commits waiting writes together.",
    reason:
      "Each lane commits many writes at once, so a few keep a database busy, and more would only split the groups.",
  }),
  /** The admin's token, instead of a generated one. Secret. */
  adminToken: defineSetting({
    flag: undefined,
    env: "ROSTER_ADMIN_TOKEN",
    fileEnv: "ROSTER_ADMIN_TOKEN_FILE",
    group: "Access",
    type: bearerToken,
    default: undefined,
    description: "Token of the admin user, instead of a generated one in DIR/admin.token. Has no flag: it is a secret.",
    reason: "A generated token cannot be a weak one.",
  }),
  ...accessSettings,
  /** Whether example orgs and users are created. */
  demo: defineSetting({
    flag: "demo",
    env: "ROSTER_DEMO",
    group: "Access",
    type: toggle,
    default: false,
    description: "Add two example orgs with twenty users, once.",
    reason: "A real directory begins empty.",
  }),
  ...faceSettings,
  /** The mail server that codes are sent through. Holds a password: print it masked only. */
  smtpUrl: defineSetting({
    flag: "smtp-url",
    env: "ROSTER_SMTP_URL",
    fileEnv: "ROSTER_SMTP_URL_FILE",
    group: "Messages",
    type: smtpUrl,
    default: undefined,
    description:
      "Mail server to send codes through, instead of writing them to the log. With a password in it, prefer the variable.",
    reason: "Whoever tries things out finds the codes in the log.",
  }),
  /** The sender of mails; always together with `smtpUrl`. */
  smtpFrom: defineSetting({
    flag: "smtp-from",
    env: "ROSTER_SMTP_FROM",
    group: "Messages",
    type: emailAddress,
    default: undefined,
    description: "Sender of the mails.",
    reason: "Belongs to the mail server.",
  }),
  /** The largest request body. */
  maxBodyBytes: defineSetting({
    flag: "max-body-bytes",
    env: "ROSTER_MAX_BODY_BYTES",
    group: "Limits",
    type: wholeNumber({ placeholder: "BYTES", min: 1024, max: 1_073_741_824 }),
    default: 4 * 1024 * 1024,
    description: "Largest request body, and largest message of a gRPC call.",
    reason: "4 MiB, as gRPC servers commonly have it.",
  }),
  /** How often clients may call the routes that document limits. */
  throttling: defineSetting<ThrottlingValue>({
    flag: "throttling",
    env: "ROSTER_THROTTLING",
    group: "Limits",
    type: throttling,
    default: "documented",
    description:
      "Calls a minute, of one client and of all, on routes whose API documents limits: documented, off, or a list of xN for N times as many, FAMILY=CLIENT/GLOBAL and FAMILY=off.",
    reason:
      "Programs that were written for these limits keep to them or wait, and one that runs wild is stopped; who knows all the callers can do without.",
  }),
  ...lifeSettings,
  /** The file that tells a script or a test that the server is ready. */
  readyFile: defineSetting({
    flag: "ready-file",
    env: "ROSTER_READY_FILE",
    group: "Operation",
    type: path("FILE"),
    default: undefined,
    description: "File to write, as JSON with the URL, ids and the admin's token, once the port accepts calls.",
    reason: "Only scripts and tests need it.",
  }),
  /** The least severe lines that are logged. */
  logLevel: defineSetting({
    flag: "log-level",
    env: "ROSTER_LOG_LEVEL",
    group: "Operation",
    type: logLevel,
    default: "info",
    description: "Least severe lines to log: trace, debug, info, warn, error, fatal or silent.",
    reason: "One line per request, and nothing that only developers read.",
  }),
  /** How log lines look; `auto` is `pretty` on a terminal and `json` elsewhere. */
  logFormat: defineSetting({
    flag: "log-format",
    env: "ROSTER_LOG_FORMAT",
    group: "Operation",
    type: oneOf("FORMAT", ["auto", "json", "pretty"]),
    default: "auto",
    description: "Form of log lines: json, pretty, or auto, which is pretty on a terminal and json elsewhere.",
    reason: "People and log collectors each get what they can read.",
  }),
  /** This process's part of generated ids. */
  machineId: defineSetting({
    flag: "machine-id",
    env: "ROSTER_MACHINE_ID",
    group: "Operation",
    type: wholeNumber({ placeholder: "N", min: 0, max: 65_535 }),
    default: undefined,
    description:
      "This process's part of generated ids. Processes that share a database need different ones: --workers take as many, from this one on.",
    reason: "Chosen at start, so one process needs none.",
  }),
  ...telemetrySettings,
});
