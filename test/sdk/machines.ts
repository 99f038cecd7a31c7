import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { timestampFromMs } from "@zitadel/client";
import { KeyType } from "@zitadel/proto/zitadel/auth_n_key_pb.js";
import { AccessTokenType } from "@zitadel/proto/zitadel/user_pb.js";
import { describe, expect, it } from "vitest";
import { expectRefusal } from "./expect.ts";
import { type Chapter, install } from "./week.ts";

/** Wednesday: the machines. */
export const machines: Chapter = (week) =>
  describe("machines", () => {
    it("adds a machine and changes it", async () => {
      const { zoo, own } = week();
      const { management } = zoo;
      const { userId, details } = await management.addMachineUser({ userName: own("gate"), name: "Gate" });
      expect(details?.creationDate).toBeUndefined();
      expect(details?.changeDate).toBeDefined();
      const change = { userId, name: "North gate", description: "Counts", accessTokenType: AccessTokenType.JWT };
      await management.updateMachine(change);
      expect((await management.getUserByID({ id: userId })).user?.type).toMatchObject({
        case: "machine",
        value: { name: "North gate", description: "Counts", accessTokenType: AccessTokenType.JWT, hasSecret: false },
      });
      await expectRefusal(management.updateMachine(change), "FailedPrecondition", "COMMAND-2n8vs");
    });

    it("gives a machine a client secret, and takes it away", async () => {
      const { zoo, own } = week();
      const { management } = zoo;
      const { userId } = await management.addMachineUser({ userName: own("till"), name: "Till" });
      const { clientId, clientSecret } = await management.generateMachineSecret({ userId });
      expect(clientId).toBe(own("till"));
      expect(clientSecret).toMatch(/^[A-Za-z0-9]{64}$/);
      await management.removeMachineSecret({ userId });
      await expectRefusal(management.removeMachineSecret({ userId }), "FailedPrecondition", "COMMAND-coi82n");
    });

    it("gives a machine keys: one that is made here, one of which only the public half is known", async () => {
      const { zoo, own } = week();
      const { management } = zoo;
      const { userId } = await management.addMachineUser({ userName: own("camera"), name: "Camera" });
      const expirationDate = timestampFromMs(Date.UTC(2150, 0, 1));
      const made = await management.addMachineKey({ userId, type: KeyType.JSON, expirationDate });
      const file: { key: string } = JSON.parse(Buffer.from(made.keyDetails).toString());
      expect(file).toMatchObject({ type: "serviceaccount", keyId: made.keyId, userId });
      expect(createPrivateKey(file.key).asymmetricKeyDetails?.modulusLength).toBe(2048);
      const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const given = await management.addMachineKey({
        userId,
        type: KeyType.JSON,
        publicKey: Buffer.from(publicKey.export({ type: "spki", format: "pem" })),
      });
      expect(given.keyDetails).toHaveLength(0);
      const { result } = await management.listMachineKeys({ userId });
      expect(result.map(({ id }) => id)).toEqual([made.keyId, given.keyId]);
      const { key } = await management.getMachineKeyByIDs({ userId, keyId: made.keyId });
      expect(key).toMatchObject({ type: KeyType.JSON, expirationDate });
      await management.removeMachineKey({ userId, keyId: made.keyId });
      const gone = management.getMachineKeyByIDs({ userId, keyId: made.keyId });
      await expectRefusal(gone, "NotFound", "QUERY-Tha6f");
    });

    it("gives a machine a token, which works until it is removed", async () => {
      const { zoo, as, own } = week();
      const { management } = zoo;
      const { id: userId, token } = await install(zoo, own("robot"));
      await management.addOrgMember({ userId, roles: ["ORG_OWNER_VIEWER"] });
      const robot = as({ token });
      expect((await robot.management.getMyOrg({})).org?.id).toBe(zoo.id);
      const [listed] = (await management.listPersonalAccessTokens({ userId })).result;
      const tokenId = listed?.id ?? "";
      expect((await management.getPersonalAccessTokenByIDs({ userId, tokenId })).token).toEqual(listed);
      expect(listed?.scopes).toContain("openid");
      await management.removePersonalAccessToken({ userId, tokenId });
      await expectRefusal(robot.management.getMyOrg({}), "Unauthenticated", "AUTH-7fs1e");
    });
  });
