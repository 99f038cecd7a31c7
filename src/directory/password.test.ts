import { pbkdf2Sync, scryptSync } from "node:crypto";
import { type Algorithm, hash } from "@node-rs/argon2";
import { describe, expect, it } from "vitest";
import { hashPassword, needsRehash, verifyPassword } from "./password.ts";

const unpadded = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
const passlib = (bytes: Buffer) => unpadded(bytes).replaceAll("+", ".");
const salt = Buffer.from("0123456789abcdef");

const scryptHash = (password: string, ln = 4) =>
  `$scrypt$ln=${ln},r=8,p=1$${unpadded(salt)}$${unpadded(scryptSync(password, salt, 32, { N: 2 ** ln, r: 8, p: 1 }))}`;
const pbkdf2Hash = (password: string, digest: string, bytes: number) =>
  `$pbkdf2-${digest}$1000$${passlib(salt)}$${passlib(pbkdf2Sync(password, salt, 1000, bytes, digest))}`;

const cheap = { memoryCost: 1024, timeCost: 1, parallelism: 1 } as const;
const argon2d: Algorithm = 0;
const argon2i: Algorithm = 1;

/** Hashes of "Secret-1" that other systems made, or make. */
const known: readonly { readonly name: string; readonly encoded: string | Promise<string> }[] = [
  { name: "argon2id of our own cost", encoded: hashPassword("Secret-1") },
  { name: "argon2id of another cost", encoded: hash("Secret-1", cheap) },
  { name: "argon2i", encoded: hash("Secret-1", { ...cheap, algorithm: argon2i }) },
  { name: "argon2d", encoded: hash("Secret-1", { ...cheap, algorithm: argon2d }) },
  { name: "scrypt", encoded: scryptHash("Secret-1") },
  { name: "PBKDF2 with SHA-1 as passlib writes it", encoded: pbkdf2Hash("Secret-1", "sha1", 20).replace("-sha1", "") },
  { name: "PBKDF2 with SHA-256 as passlib writes it", encoded: pbkdf2Hash("Secret-1", "sha256", 32) },
  { name: "PBKDF2 with SHA-512 as passlib writes it", encoded: pbkdf2Hash("Secret-1", "sha512", 64) },
  {
    name: "PBKDF2 with SHA-256 of the PHC format",
    encoded: pbkdf2Hash("Secret-1", "sha256", 32).replace("$1000$", "$i=1000,l=32$").replaceAll(".", "+"),
  },
];

describe("verifyPassword()", () => {
  for (const { name, encoded } of known) {
    it(`knows ${name}`, async () => {
      expect(await verifyPassword(await encoded, "Secret-1")).toBe(true);
      expect(await verifyPassword(await encoded, "Secret-2")).toBe(false);
    });
  }

  // Test vectors that others published.
  const published = [
    {
      name: "passlib's PBKDF2 example",
      encoded: "$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk",
      password: "toomanysecrets",
    },
    {
      name: "passlib's scrypt example",
      encoded: "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
      password: "password",
    },
  ];
  for (const { name, encoded, password } of published) {
    it(`knows ${name}`, async () => expect(await verifyPassword(encoded, password)).toBe(true));
  }

  describe("with @node-rs/bcrypt", () => {
    for (const variant of ["2a", "2b", "2y"]) {
      it(`knows ${variant}`, async () => {
        const encoded = `$${variant}$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW`;
        expect(await verifyPassword(encoded, "U*U")).toBe(true);
        expect(await verifyPassword(encoded, "U*V")).toBe(false);
      });
    }
  });

  const refused = [
    { name: "a text that is no hash", encoded: "Secret-1" },
    { name: "an empty text", encoded: "" },
    { name: "an unknown scheme", encoded: "$rot13$Frperg-1" },
    { name: "a damaged argon2 hash", encoded: "$argon2id$v=19$m=1024" },
    {
      name: "an argon2 hash that wants 4 GiB",
      encoded: "$argon2id$v=19$m=4194304,t=1,p=1$MDEyMzQ1Njc4OWFi$MDEyMzQ1Njc4OWFi",
    },
    { name: "a damaged bcrypt hash", encoded: "$2b$05$CCCC" },
    { name: "a bcrypt hash of cost 31", encoded: "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" },
    { name: "a damaged scrypt hash", encoded: "$scrypt$ln=4,r=8$MDEy$MDEy" },
    { name: "a scrypt hash that wants 64 GiB", encoded: "$scrypt$ln=26,r=8,p=1$MDEy$MDEy" },
    { name: "a PBKDF2 hash of 99,999,999 passes", encoded: "$pbkdf2-sha256$99999999$MDEy$MDEy" },
    { name: "a PBKDF2 hash of an unknown digest", encoded: "$pbkdf2-md5$1000$MDEy$MDEy" },
  ];
  for (const { name, encoded } of refused) {
    it(`is false for ${name}`, async () => expect(await verifyPassword(encoded, "Secret-1")).toBe(false));
  }
});

describe("needsRehash()", () => {
  it("is false for our own hashes", async () => expect(needsRehash(await hashPassword("Secret-1"))).toBe(false));
  for (const { name, encoded } of known.slice(1)) {
    it(`is true for ${name}`, async () => expect(needsRehash(await encoded)).toBe(true));
  }
});
