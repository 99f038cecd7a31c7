import { expect } from "vitest";
import type { CaseGroup } from "../case.ts";
import { rpc } from "../world.ts";

/** Healthz, GetIAM and GetSupportedLanguages. */
export const instance: CaseGroup = {
  subject: "Healthz, GetIAM and GetSupportedLanguages",
  cases: {
    async "Healthz answers without a token"(world) {
      await world.as({}).ok(rpc.healthz, {});
    },
    async "Healthz answers whatever the token and the organization are"(world) {
      await world.as({ token: "no such token", orgId: "1" }).ok(rpc.healthz, {});
    },
    async "GetIAM answers the instance's ids, the global organization being the default one"(world) {
      const { defaultOrgId, iamProjectId } = world.server.instance;
      expect(await world.ok(rpc.getIAM, {})).toMatchObject({ globalOrgId: defaultOrgId, defaultOrgId, iamProjectId });
      expect(iamProjectId).toMatch(/^\d{1,19}$/);
    },
    async "GetSupportedLanguages answers language tags, each once"(world) {
      const { languages } = await world.ok(rpc.getSupportedLanguages, {});
      expect(languages).toEqual(expect.arrayContaining(["de", "en", "fr"]));
      expect(new Set(languages).size).toBe(languages.length);
    },
  },
};
