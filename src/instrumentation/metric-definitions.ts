import type { MetricDefinition } from "../telemetry/metrics/metric.ts";

const callLabels = ["rpc_system_name", "rpc_method", "rpc_response_status_code"];

/**
 * The metrics of the server. Those of calls have the names of OpenTelemetry's semantic conventions for RPCs, as its
 * exporters write them for Prometheus.
 */
export const serverMetrics = {
  buildInfo: {
    name: "roster_build_info",
    type: "gauge",
    help: "1, with the version of the program.",
    labels: ["version"],
  },
  callDuration: {
    name: "rpc_server_call_duration_seconds",
    type: "histogram",
    help: "Time of a call, from its headers until its answer was handed to the socket.",
    labels: callLabels,
  },
  requestSize: {
    name: "rpc_server_request_size_bytes",
    type: "histogram",
    help: "Size of a call's request body as it was sent: compressed where it was, with the envelope of gRPC.",
    labels: callLabels,
  },
  responseSize: {
    name: "rpc_server_response_size_bytes",
    type: "histogram",
    help: "Size of a call's response body as it was sent.",
    labels: callLabels,
  },
  otherRequests: {
    name: "roster_http_other_requests_total",
    type: "counter",
    help: "Requests that were answered and are no call of an RPC: unknown paths, wrong methods, what is no valid HTTP.",
    labels: ["http_response_status_code"],
  },
  openConnections: {
    name: "roster_http_open_connections",
    type: "gauge",
    help: "Open connections, handshakes and half-closed ones included.",
    labels: [],
  },
  connectionErrors: {
    name: "roster_http_connection_errors_total",
    type: "counter",
    help: "Errors of connections that the server dealt with, by where they arose: socket, tls, http1, http2 or handler.",
    labels: ["source"],
  },
  commitBatchSize: {
    name: "roster_commit_batch_size",
    type: "histogram",
    help: "Commands that shared one commit.",
    labels: [],
  },
  commitQueue: {
    name: "roster_commit_queue_duration_seconds",
    type: "histogram",
    help: "How long the first command of a batch had waited when the batch began.",
    labels: [],
  },
  commitDuration: {
    name: "roster_commit_duration_seconds",
    type: "histogram",
    help: "Time of a commit alone: for the most part the disk.",
    labels: [],
  },
  commandsWaiting: {
    name: "roster_commands_waiting",
    type: "gauge",
    help: "Commands that wait for a batch.",
    labels: [],
  },
  databaseConnections: {
    name: "roster_database_connections",
    type: "gauge",
    help: "Open connections to PostgreSQL, by their use (commands or reads) and whether they are idle or busy.",
    labels: ["use", "state"],
  },
  databaseConnectionsMax: {
    name: "roster_database_connections_max",
    type: "gauge",
    help: "Most connections to PostgreSQL that there may be.",
    labels: ["use"],
  },
  cacheLookups: {
    name: "roster_access_cache_lookups_total",
    type: "counter",
    help: "Look-ups of what is kept in memory about access (tokens, outside_tokens, api_keys, logins, orgs, permissions).",
    labels: ["cache", "result"],
  },
  throttledCalls: {
    name: "roster_throttling_calls_total",
    type: "counter",
    help: "Calls of route families that have limits, by whether they were let through: taken or refused.",
    labels: ["family", "result"],
  },
  gateCalls: {
    name: "roster_admission_calls",
    type: "gauge",
    help: "Calls behind the gate that keeps the server from too many, by state: running or waiting.",
    labels: ["state"],
  },
  gateAdmitted: {
    name: "roster_admission_admitted_calls_total",
    type: "counter",
    help: "Calls that the gate let through.",
    labels: [],
  },
  gateRefused: {
    name: "roster_admission_refused_calls_total",
    type: "counter",
    help: "Calls that did not get through the gate, by reason: full, waited, late, or abandoned by their callers.",
    labels: ["reason"],
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;
