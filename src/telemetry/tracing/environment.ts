/** Variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether the standard variables of OpenTelemetry ask for traces: an endpoint is named, or the exporter `otlp`, and
 * nothing says no. Nothing of the SDK is loaded to find out.
 *
 * Throws an error for people when they ask for what is not there: another exporter or another protocol than
 * `http/protobuf`.
 */
export function isTracingAskedFor(env: Environment): boolean {
  const exporter = read(env, "OTEL_TRACES_EXPORTER");
  if (read(env, "OTEL_SDK_DISABLED")?.toLowerCase() === "true" || exporter === "none") return false;
  const endpoint = firstOf(env, ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"]);
  if (exporter === undefined && endpoint === undefined) return false;
  if (exporter !== undefined && exporter !== "otlp") {
    throw createError(`OTEL_TRACES_EXPORTER is ${JSON.stringify(exporter)}, but it must be otlp or none.`);
  }
  const protocol = firstOf(env, ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"]);
  if (protocol !== undefined && protocol.value !== "http/protobuf") {
    const advice = "it must be http/protobuf, which collectors take on port 4318.";
    throw createError(`${protocol.name} is ${JSON.stringify(protocol.value)}, but ${advice}`);
  }
  return true;
}

/** An empty variable is one that is not set: the specification says so. */
const read = (env: Environment, name: string): string | undefined => env[name]?.trim() || undefined;

function firstOf(env: Environment, names: readonly string[]) {
  for (const name of names) {
    const value = read(env, name);
    if (value !== undefined) return { name, value };
  }
  return undefined;
}

const createError = (problem: string): Error =>
  Object.assign(new Error(`Traces cannot be sent: ${problem}`), { isForPeople: true });
