import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Gender } from "../../../gen/zitadel/user/v1/user_pb.ts";
import { rpc } from "../../api/world.ts";
import { engines } from "../../support/engines.ts";
import { type CamundaInTest, type CamundaOrg, startCamunda } from "./camunda-in-test.ts";

describe.each(engines)("one human through two faces · $name", (engine) => {
  let camunda: CamundaInTest;
  let org: CamundaOrg;
  beforeAll(async () => {
    camunda = await startCamunda(engine);
    org = await camunda.addOrg();
  });
  afterAll(() => camunda?.close());

  const humanOf = async (userId: string) => {
    const { user } = await org.zitadel(rpc.getUserByID, { id: userId });
    if (user?.type.case !== "human") throw new Error("no human");
    return user.type.value;
  };
  const idOf = async (userName: string) => {
    const { user } = await org.zitadel(rpc.getUserByLoginNameGlobal, { loginName: userName });
    return user?.id ?? "";
  };

  it("a change through Camunda keeps what Camunda does not know, and the history names it", async () => {
    const userName = `gigi${org.id}`;
    const { userId } = await org.zitadel(rpc.importHumanUser, {
      userName,
      profile: {
        ...{ firstName: "Gigi", lastName: "Giraffe", nickName: "Gi", displayName: "The Giraffe" },
        ...{ preferredLanguage: "de", gender: Gender.FEMALE },
      },
      email: { email: "gigi@example.com", isEmailVerified: true },
      phone: { phone: "+41791234567", isPhoneVerified: true },
      password: "Secret-12",
    });
    await org.zitadel(rpc.setUserMetadata, { id: userId, key: "k", value: Uint8Array.of(1, 2) });
    const body = { id: userName, firstName: "John", lastName: "Doe", email: "aNewEmailAddress" };
    expect((await org.call("PUT", `/user/${userName}/profile`, { body })).status).toBe(204);
    const human = await humanOf(userId);
    expect(human.profile).toMatchObject({
      ...{ firstName: "John", lastName: "Doe", nickName: "Gi", displayName: "The Giraffe" },
      ...{ preferredLanguage: "de", gender: Gender.FEMALE },
    });
    expect(human.email).toMatchObject({ email: "aNewEmailAddress", isEmailVerified: false });
    expect(human.phone).toMatchObject({ phone: "+41791234567", isPhoneVerified: true });
    const { metadata } = await org.zitadel(rpc.getUserMetadata, { id: userId, key: "k" });
    expect(metadata?.value).toEqual(Uint8Array.of(1, 2));
    const { result } = await org.zitadel(rpc.listUserChanges, { userId, query: { asc: true } });
    expect(result.map(({ eventType }) => eventType?.key).slice(-2)).toEqual([
      "EventTypes.user.human.profile.changed",
      "EventTypes.user.human.email.changed",
    ]);
    expect(result.at(-1)?.editorPreferredLoginName).toBe(org.operator[0]);

    await org.zitadel(rpc.updateHumanProfile, { userId, firstName: "Gi", lastName: "Gi", displayName: "Gi" });
    await org.zitadel(rpc.updateHumanEmail, { userId, email: "gi@example.com", isEmailVerified: true });
    expect((await org.call("GET", `/user/${userName}/profile`)).json).toEqual({
      ...{ id: userName, firstName: "Gi", lastName: "Gi", email: "gi@example.com" },
    });
    // The same again changes nothing.
    const before = await org.zitadel(rpc.getUserByID, { id: userId });
    const same = { id: userName, firstName: "Gi", lastName: "Gi", email: "gi@example.com" };
    expect((await org.call("PUT", `/user/${userName}/profile`, { body: same })).status).toBe(204);
    expect((await org.zitadel(rpc.getUserByID, { id: userId })).user?.details).toEqual(before.user?.details);
  });

  it("a human without names is whole in the other face, and its display name follows its names", async () => {
    const userName = `plain${org.id}`;
    await org.call("POST", "/user/create", { body: { profile: { id: userName } } });
    const userId = await idOf(userName);
    expect((await humanOf(userId)).profile).toMatchObject({ firstName: "", lastName: "", displayName: userName });
    expect((await humanOf(userId)).email).toMatchObject({ email: "", isEmailVerified: false });
    const put = (profile: object) =>
      org.call("PUT", `/user/${userName}/profile`, { body: { id: userName, ...profile } });
    await put({ lastName: "Doe", email: "doe@example.com" });
    expect((await humanOf(userId)).profile).toMatchObject({ firstName: "", lastName: "Doe", displayName: "Doe" });
    expect((await humanOf(userId)).email).toMatchObject({ email: "doe@example.com", isEmailVerified: true });
    await org.zitadel(rpc.updateHumanProfile, { userId, firstName: "A", lastName: "B", displayName: "Chosen" });
    await put({});
    expect((await humanOf(userId)).profile).toMatchObject({ firstName: "", lastName: "", displayName: "Chosen" });
    const { result } = await org.zitadel(rpc.listUsers, { queries: [] });
    expect(result.some(({ id }) => id === userId)).toBe(true);
  });

  it("shows humans alone, of its own organization alone", async () => {
    const other = await camunda.addOrg();
    await other.zitadel(rpc.addMachineUser, { userName: `robot${other.id}`, name: "Robot" });
    expect((await other.call("GET", "/user")).json).toMatchObject([{ id: other.operator[0] }]);
    expect((await other.call("GET", `/user/robot${other.id}/profile`)).status).toBe(404);
    expect((await other.call("DELETE", `/user/robot${other.id}`)).status).toBe(204);
    await other.zitadel(rpc.getUserByLoginNameGlobal, { loginName: `robot${other.id}` });
    for (const [method, path, want] of [
      ["GET", `/user/${org.operator[0]}/profile`, 404],
      ["GET", `/engine/${org.id}/user`, 403],
      ["DELETE", `/engine/${org.id}/user/${org.operator[0]}`, 403],
      ["GET", `/tenant/${org.id}`, 403],
      ["PUT", `/tenant/${org.id}/user-members/${other.operator[0]}`, 403],
    ] as const) {
      expect([path, (await other.call(method, path)).status]).toEqual([path, want]);
    }
    expect((await org.call("GET", `/user/${org.operator[0]}/profile`)).status).toBe(200);
  });
});
