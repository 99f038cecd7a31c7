import { createPrivateKey, type createPublicKey, generateKeyPairSync } from "node:crypto";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { expect } from "vitest";
import { KeyType } from "../../../gen/zitadel/authn/v1/key_pb.ts";
import { absentMachines } from "../absent-users.ts";
import { type CaseGroup, casesOf } from "../case.ts";
import { expectInvalid, expectRefusal } from "../expect.ts";
import type { OrgInTest } from "../org-in-test.ts";
import { during } from "../times.ts";
import { rpc } from "../world.ts";

const type = KeyType.JSON;
const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const exportPublic = (key: ReturnType<typeof createPublicKey>, form: "spki" | "pkcs1") =>
  bytes(String(key.export({ format: "pem", type: form })));

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicKey = exportPublic(rsa.publicKey, "spki");
const shortKey = exportPublic(generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey, "spki");
const curveKey = exportPublic(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey, "spki");
const privateKey = bytes(String(rsa.privateKey.export({ format: "pem", type: "pkcs8" })));

const listKeys = async (org: OrgInTest, userId: string) => (await org.ok(rpc.listMachineKeys, { userId })).result;

const addKey = (org: OrgInTest, userId: string) => org.ok(rpc.addMachineKey, { userId, type, publicKey });

/** AddMachineKey, GetMachineKeyByIDs, ListMachineKeys and RemoveMachineKey. */
export const machineKeys: CaseGroup = {
  subject: "Machine keys",
  cases: {
    async "are made with a key file that ZITADEL's SDKs read"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const { result, expectWithin } = await during(() => org.ok(rpc.addMachineKey, { userId, type }));
      expect(result.details).toMatchObject({ sequence: 2n, resourceOwner: org.id });
      expect(result.details?.changeDate).toBeUndefined();
      expectWithin(result.details?.creationDate);
      const file = JSON.parse(Buffer.from(result.keyDetails).toString());
      expect(file).toEqual({
        type: "serviceaccount",
        keyId: result.keyId,
        key: expect.stringMatching(/^-----BEGIN RSA PRIVATE KEY-----\n[\s\S]+\n-----END RSA PRIVATE KEY-----\n$/),
        expirationDate: "9999-12-31T23:59:59Z",
        userId,
      });
      expect(Object.keys(file)).toEqual(["type", "keyId", "key", "expirationDate", "userId"]);
      expect(createPrivateKey(file.key)).toMatchObject({
        asymmetricKeyType: "rsa",
        asymmetricKeyDetails: { modulusLength: 2048 },
      });
    },

    ...casesOf(
      "are taken from the caller as $name, without a key file in the answer",
      [
        { name: "SubjectPublicKeyInfo", given: publicKey },
        { name: "PKCS#1", given: exportPublic(rsa.publicKey, "pkcs1") },
      ],
      async (world, { given }) => {
        const org = await world.addOrg();
        const userId = await org.addMachine();
        const { keyId, keyDetails } = await org.ok(rpc.addMachineKey, { userId, type, publicKey: given });
        expect(keyDetails).toHaveLength(0);
        expect((await listKeys(org, userId)).map(({ id }) => id)).toEqual([keyId]);
      },
    ),

    async "are read and listed with their history, end and type"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const expirationDate = { ...timestampFromMs(Date.UTC(2150, 0, 2, 3, 4, 5)), nanos: 120_000_000 };
      const { keyId, keyDetails, details } = await org.ok(rpc.addMachineKey, { userId, type, expirationDate });
      expect(JSON.parse(Buffer.from(keyDetails).toString()).expirationDate).toBe("2150-01-02T03:04:05.12Z");
      const { key } = await org.ok(rpc.getMachineKeyByIDs, { userId, keyId });
      expect(key).toMatchObject({
        id: keyId,
        type,
        expirationDate,
        details: {
          sequence: details?.sequence,
          creationDate: details?.creationDate,
          changeDate: details?.creationDate,
          resourceOwner: org.id,
        },
      });
      const list = await org.ok(rpc.listMachineKeys, { userId });
      expect(list.details).toMatchObject({ totalResult: 1n, processedSequence: 0n });
      expect(list.result).toEqual([key]);
    },

    async "are listed in pages, with the number of all, 1000 at most"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const ids = [await addKey(org, userId), await addKey(org, userId), await addKey(org, userId)].map(
        ({ keyId }) => keyId,
      );
      const pages = await Promise.all(
        [0n, 2n, 3n].map((offset) => org.ok(rpc.listMachineKeys, { userId, query: { offset, limit: 2 } })),
      );
      expect(pages.map(({ details }) => details?.totalResult)).toEqual([3n, 3n, 3n]);
      expect(pages.flatMap(({ result }) => result.map(({ id }) => id))).toEqual(ids);
      const tooMany = await org.call(rpc.listMachineKeys, { userId, query: { limit: 1001 } });
      expectRefusal(tooMany, "limitExceeded");
    },
    ...casesOf("are an empty list for $name", absentMachines, async (world, { idFor }) => {
      const [org, other] = [await world.addOrg(), await world.addOrg()];
      expect(await listKeys(org, await idFor(org, other))).toEqual([]);
    }),

    ...casesOf(
      "are refused when the public key is $name, before anything else",
      [
        { name: "no PEM", given: bytes("no key") },
        { name: "an RSA key of 1024 bits", given: shortKey },
        { name: "on an elliptic curve", given: curveKey },
        { name: "a private key", given: privateKey },
        { name: "one of two", given: new Uint8Array([...publicKey, ...publicKey]) },
        { name: "damaged", given: bytes("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n") },
      ],
      async (world, { given }) => {
        const org = await world.addOrg();
        const request = { userId: "1", type, publicKey: given, expirationDate: timestampFromMs(0) };
        expectRefusal(await org.call(rpc.addMachineKey, request), "keyInvalid");
      },
    ),
    async "are refused an end in the past, before the user is looked for"(world) {
      const org = await world.addOrg();
      const request = { userId: "1", type, expirationDate: timestampFromMs(Date.now() - 1000) };
      expectRefusal(await org.call(rpc.addMachineKey, request), "expirationPast");
    },
    ...casesOf("are refused to $name", absentMachines, async (world, { idFor }) => {
      const org = await world.addOrg();
      const userId = await idFor(org, await world.addOrg());
      expectRefusal(await org.call(rpc.addMachineKey, { userId, type }), "keyUserNotMachine");
      expectRefusal(await org.call(rpc.addMachineKey, { userId, type, publicKey }), "keyUserNotMachine");
    }),
    async "need a type"(world) {
      const org = await world.addOrg();
      const refused = await org.call(rpc.addMachineKey, { userId: "1" });
      expectInvalid(refused, "AddMachineKeyRequest.Type", ["type"]);
    },

    async "are removed, which leaves the user as it is"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const [{ keyId }, kept] = [await addKey(org, userId), await addKey(org, userId)];
      const { details } = await org.ok(rpc.removeMachineKey, { userId, keyId });
      expect(details).toMatchObject({ sequence: 4n, resourceOwner: org.id });
      expect(details?.changeDate).toBeDefined();
      expect((await listKeys(org, userId)).map(({ id }) => id)).toEqual([kept.keyId]);
      expect((await org.listEventTypes(userId)).slice(1)).toEqual([
        "user.machine.key.added",
        "user.machine.key.added",
        "user.machine.key.removed",
      ]);
      expect((await org.getUser(userId)).details?.sequence).toBe(1n);
      expectRefusal(await org.call(rpc.removeMachineKey, { userId, keyId }), "keyNotFound");
    },
    ...casesOf(
      "can neither be read nor removed $name",
      [
        { name: "when there is no such key", isOwn: true, isHere: true, keyId: "1" },
        { name: "of another user", isOwn: false, isHere: true, keyId: undefined },
        { name: "in another organization", isOwn: true, isHere: false, keyId: undefined },
      ],
      async (world, { isOwn, isHere, keyId }) => {
        const [org, other] = [await world.addOrg(), await world.addOrg()];
        const owner = await org.addMachine();
        const added = await addKey(org, owner);
        const request = { userId: isOwn ? owner : await org.addMachine(), keyId: keyId ?? added.keyId };
        const caller = isHere ? org : other;
        expectRefusal(await caller.call(rpc.getMachineKeyByIDs, request), "keyUnknown");
        expectRefusal(await caller.call(rpc.removeMachineKey, request), "keyNotFound");
        expect(await listKeys(org, owner)).toHaveLength(1);
      },
    ),
    async "go with their user: who gets the id next has none"(world) {
      const org = await world.addOrg();
      const userId = await org.addMachine();
      const { keyId } = await addKey(org, userId);
      await org.ok(rpc.removeUser, { id: userId });
      await org.addMachine({ userId });
      expectRefusal(await org.call(rpc.getMachineKeyByIDs, { userId, keyId }), "keyUnknown");
    },
  },
};
