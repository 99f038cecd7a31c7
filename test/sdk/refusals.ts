import { Code } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { errorOf, expectRefusal } from "./expect.ts";
import { type Chapter, install } from "./week.ts";

/** What the published clients make of calls that cannot be done. */
export const refusals: Chapter = (week) =>
  describe("refusals", () => {
    it("name the error by code and id", async () => {
      const { zoo, inOrg } = week();
      const { management } = zoo;
      await expectRefusal(management.getUserByID({ id: "1" }), "NotFound", "QUERY-Dfbg2");
      const profile = { firstName: "Z", lastName: "Z", displayName: "Z" };
      const nobody = management.updateHumanProfile({ userId: "1", ...profile });
      await expectRefusal(nobody, "FailedPrecondition", "COMMAND-3M9sd");
      await expectRefusal(inOrg("1").management.getMyOrg({}), "PermissionDenied", "AUTH-Bs7Ds");
    });

    it("tell which field is wrong", async () => {
      const error = await errorOf(week().zoo.management.updateHumanProfile({ userId: "1" }));
      expect(error.code).toBe(Code.InvalidArgument);
      expect(error.rawMessage).toMatch(/^invalid UpdateHumanProfileRequest\.FirstName: /);
    });

    it("say of domains that they need no proof", async () => {
      const { management } = week().zoo;
      const domain = (await management.getMyOrg({})).org?.primaryDomain ?? "";
      const generate = management.generateOrgDomainValidation({ domain, type: 1 });
      await expectRefusal(generate, "FailedPrecondition", "ORG-HGw21");
      await expectRefusal(management.validateOrgDomain({ domain }), "FailedPrecondition", "ORG-HGw21");
    });

    it("say of machines that they have neither profile nor address nor number", async () => {
      const { zoo, as, own } = week();
      const { auth } = as(await install(zoo, own("plain")));
      await expectRefusal(auth.getMyProfile({}), "FailedPrecondition", "QUERY-WLTce");
      await expectRefusal(auth.getMyEmail({}), "FailedPrecondition", "QUERY-pt7HY");
      await expectRefusal(auth.getMyPhone({}), "FailedPrecondition", "QUERY-hliQl");
      const profile = { firstName: "Z", lastName: "Z", displayName: "Z" };
      await expectRefusal(auth.updateMyProfile(profile), "FailedPrecondition", "COMMAND-3M9sd");
    });

    it("say unimplemented of an RPC that Roster does not have", async () => {
      expect((await errorOf(week().management.getOIDCInformation({}))).code).toBe(Code.Unimplemented);
    });
  });
