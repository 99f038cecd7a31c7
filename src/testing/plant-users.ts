import type { OrgId, UserId } from "../directory/model.ts";
import type { Ground } from "./ground.ts";
import type { HumanSeed, MachineSeed, Texts } from "./seed.ts";

/** Adds a human, active unless its seed says otherwise. */
export async function plantHuman(ground: Ground, orgId: OrgId, key: string, seed: HumanSeed<string>) {
  const { userName = key, firstName = key, lastName = key, email = `${key}@example.com`, phone, metadata } = seed;
  const { id } = await ground.directory.humans.import(ground.callerIn(orgId), {
    userName,
    profile: {
      firstName,
      lastName,
      nickName: seed.nickName ?? "",
      displayName: seed.displayName ?? "",
      preferredLanguage: seed.preferredLanguage ?? "en",
      gender: "unspecified",
    },
    email,
    isEmailVerified: seed.isEmailVerified ?? true,
    phone: phone === undefined ? undefined : { number: phone, isVerified: true },
    password: seed.password ?? "",
    passwordHash: "",
    isPasswordChangeRequired: false,
    wantsPasswordless: false,
    identityProviderIds: [],
  });
  await plantMetadata(ground, orgId, id, metadata);
  return { id, orgId, userName, email };
}

/** Adds a machine with a token that does not end. */
export async function plantMachine(ground: Ground, orgId: OrgId, key: string, seed: MachineSeed<string>) {
  const { userName = key, name = key, description = "", metadata } = seed;
  const { machines, personalAccessTokens } = ground.directory;
  const caller = ground.callerIn(orgId);
  const { id } = await machines.add(caller, { id: undefined, userName, name, description, accessTokenType: "bearer" });
  const { token } = await personalAccessTokens.add(caller, id);
  await plantMetadata(ground, orgId, id, metadata);
  return { id, orgId, userName, token };
}

async function plantMetadata(ground: Ground, orgId: OrgId, id: UserId, texts: Texts = {}): Promise<void> {
  const entries = Object.entries(texts).map(([key, value]) => ({ key, value: new TextEncoder().encode(value) }));
  if (entries.length === 0) return;
  await ground.directory.metadata.set(ground.callerIn(orgId), { type: "user", id }, entries);
}
