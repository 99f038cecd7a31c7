import { defineSetting } from "./setting.ts";
import { bearerToken, host, wholeNumber } from "./value-types.ts";

/** Settings of what the server tells about itself. Traces have the standard variables of OpenTelemetry instead. */
export const telemetrySettings = {
  /** The port for those who operate the server. */
  adminPort: defineSetting({
    flag: "admin-port",
    env: "ROSTER_ADMIN_PORT",
    group: "Telemetry",
    type: wholeNumber({ placeholder: "PORT", min: 0, max: 65_535, hint: "0 takes a free port" }),
    default: undefined,
    description:
      "Second port, plain HTTP, that answers /metrics for Prometheus, /healthz and /ready. 0 takes a free one; of several workers each takes the next.",
    reason: "What nobody reads is not measured.",
  }),
  /** The address of the admin port; always together with `adminPort`. */
  adminHost: defineSetting({
    flag: "admin-host",
    env: "ROSTER_ADMIN_HOST",
    group: "Telemetry",
    type: host,
    default: "127.0.0.1",
    description: "Address of the admin port.",
    reason: "The admin port asks for no token unless one is set, so only this machine can reach it.",
  }),
  /** Whom the metrics are shown to. Secret. */
  metricsToken: defineSetting({
    flag: undefined,
    env: "ROSTER_METRICS_TOKEN",
    fileEnv: "ROSTER_METRICS_TOKEN_FILE",
    group: "Telemetry",
    type: bearerToken,
    default: undefined,
    description:
      "Bearer token for /metrics. With it the main port answers /metrics too, and the admin port asks for it. Has no flag: it is a secret.",
    reason: "On the port that callers reach, metrics are for those who are told the token.",
  }),
};
