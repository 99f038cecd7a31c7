import { describe, expect, it } from "vitest";
import { isTracingAskedFor } from "./environment.ts";

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" };

describe("isTracingAskedFor()", () => {
  const cases = [
    { name: "nothing", env: {}, want: false },
    { name: "a service name alone", env: { OTEL_SERVICE_NAME: "roster" }, want: false },
    { name: "an endpoint", env: endpoint, want: true },
    {
      name: "an endpoint for traces",
      env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://[::1]/v1/traces" },
      want: true,
    },
    { name: "the exporter", env: { OTEL_TRACES_EXPORTER: "otlp" }, want: true },
    { name: "no exporter", env: { ...endpoint, OTEL_TRACES_EXPORTER: "none" }, want: false },
    { name: "the SDK switched off", env: { ...endpoint, OTEL_SDK_DISABLED: "TRUE" }, want: false },
    { name: "an empty endpoint", env: { OTEL_EXPORTER_OTLP_ENDPOINT: " " }, want: false },
    { name: "its protocol", env: { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf" }, want: true },
  ];
  for (const { name, env, want } of cases) {
    it(`says ${want ? "yes" : "no"} to ${name}`, () => {
      expect(isTracingAskedFor(env)).toBe(want);
    });
  }

  const problems = [
    { env: { OTEL_TRACES_EXPORTER: "zipkin" }, text: 'OTEL_TRACES_EXPORTER is "zipkin", but it must be otlp or none.' },
    {
      env: { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
      text: 'OTEL_EXPORTER_OTLP_PROTOCOL is "grpc", but it must be http/protobuf, which collectors take on port 4318.',
    },
    {
      env: { ...endpoint, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/json", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
      text: 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL is "http/json", but it must be http/protobuf, which collectors take on port 4318.',
    },
  ];
  for (const { env, text } of problems) {
    it(`throws for people: ${text}`, () => {
      expect(() => isTracingAskedFor(env)).toThrow(
        expect.objectContaining({ message: `Traces cannot be sent: ${text}`, isForPeople: true }),
      );
    });
  }
});
