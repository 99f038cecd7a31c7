import { createClient, createRouterTransport } from "@connectrpc/connect";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AuthService } from "../../gen/zitadel/auth/v1/auth_pb.ts";
import { Gender } from "../../gen/zitadel/user/v1/user_pb.ts";
import { callerKey, identityKey } from "../../src/auth/context.ts";
import { createAuthService } from "../../src/services/zitadel/auth.ts";
import type { OrgId, UserId } from "../../src/storage/contract/index.ts";
import { type DirectoryInTest, openDirectory } from "../directory/directory-in-test.ts";

let test: DirectoryInTest;
beforeEach(async () => {
  test = await openDirectory();
});
afterEach(() => test.storage.close());

const human = {
  userName: "gigi",
  profile: {
    firstName: "Gigi",
    lastName: "Giraffe",
    nickName: "",
    displayName: "Gigi Giraffe",
    preferredLanguage: "en",
    gender: "female",
  },
  email: "gigi@example.com",
  isEmailVerified: true,
  phone: { number: "+41791234567", isVerified: false },
  initialPassword: "",
} as const;

/** A client whose calls are a user's, with another organization in the header than its own. */
function clientOf(userId: UserId, homeOrgId: OrgId, orgId: OrgId) {
  const transport = createRouterTransport(
    ({ service }) => {
      service(AuthService, createAuthService(test.directory));
    },
    {
      router: {
        interceptors: [
          (next) => (request) => {
            request.contextValues.set(identityKey, { userId, homeOrgId });
            request.contextValues.set(callerKey, { userId, orgId, face: "test", permissions: [] });
            return next(request);
          },
        ],
      },
    },
  );
  return createClient(AuthService, transport);
}

describe("createAuthService() for a human who names another organization", () => {
  it("reads the profile, the email address and the phone number", async () => {
    const [own, other] = [await test.addOrg("Own"), await test.addOrg("Other")];
    const { id } = await test.directory.humans.add(own, human);
    const client = clientOf(id, own.orgId, other.orgId);
    expect(await client.getMyProfile({})).toMatchObject({
      details: { resourceOwner: own.orgId },
      profile: { firstName: "Gigi", preferredLanguage: "en", gender: Gender.FEMALE },
    });
    expect(await client.getMyEmail({})).toMatchObject({
      details: { resourceOwner: own.orgId },
      email: { email: "gigi@example.com", isEmailVerified: true },
    });
    expect(await client.getMyPhone({})).toMatchObject({ phone: { phone: "+41791234567", isPhoneVerified: false } });
  });

  it("replaces the profile as UpdateHumanProfile does, with the human itself as the editor", async () => {
    const [own, other] = [await test.addOrg("Own"), await test.addOrg("Other")];
    const { id } = await test.directory.humans.add(own, human);
    const client = clientOf(id, own.orgId, other.orgId);
    const profile = { firstName: "Leo", lastName: "Lion", displayName: "Leo Lion" };
    const { details } = await client.updateMyProfile(profile);
    expect(details?.resourceOwner).toBe(own.orgId);
    const { profile: read } = await client.getMyProfile({});
    expect(read).toMatchObject({ ...profile, nickName: "", preferredLanguage: "und", gender: Gender.UNSPECIFIED });
    const { result } = await client.listMyUserChanges({ query: { limit: 1 } });
    expect(result).toMatchObject([
      { eventType: { key: "EventTypes.user.human.profile.changed" }, editorId: id, sequence: details?.sequence },
    ]);
  });
});
