import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../../src/directory/caller.ts";
import { createDirectory, type Directory } from "../../src/directory/directory.ts";
import { errorCatalogue } from "../../src/directory/error-catalogue.ts";
import type { ErrorName } from "../../src/directory/errors.ts";
import { createIdGenerator } from "../../src/directory/id-generator.ts";
import type { Storage } from "../../src/storage/contract/index.ts";
import { sqliteEngine } from "../support/engines.ts";
import { unreachableErrors } from "./unreachable-errors.ts";

const clock = () => Date.now() * 1000;

describe("errors that no call reaches", () => {
  let storage: Storage;
  let directory: Directory;
  let admin: Caller;
  beforeAll(async () => {
    storage = await sqliteEngine.open();
    directory = createDirectory(
      { storage, clock, newId: createIdGenerator({ clock }), notifier: { notify: () => {} } },
      "localhost",
    );
    const { instance } = await directory.instance.ensure({
      ...{ name: "Roster", domain: "localhost", defaultOrgName: "Roster" },
      ...{ adminUserName: "admin", adminToken: "token" },
    });
    admin = { userId: instance.adminUserId, orgId: instance.defaultOrgId, face: "test", permissions: "all" };
  });
  afterAll(() => storage?.close());

  /** How each of them comes about below the API. */
  const provocations: Readonly<Partial<Record<ErrorName, () => Promise<unknown>>>> = {
    emailInvalid: () =>
      directory.humans.add(admin, {
        userName: "gigi",
        profile: {
          ...{ firstName: "Gigi", lastName: "Giraffe", nickName: "", displayName: "" },
          ...{ preferredLanguage: "", gender: "unspecified" },
        },
        email: "no address",
        isEmailVerified: false,
        phone: undefined,
        initialPassword: "",
      }),
  };

  it("are all provoked here, or in the file that the reason names", () => {
    const here = Object.entries(unreachableErrors).filter(
      ([, reason]) => !/\.test\.ts|^as \w+|test\/(directory|faces)/.test(reason),
    );
    expect(Object.keys(provocations)).toEqual(here.map(([name]) => name));
  });

  it.each(Object.entries(provocations))("%s exists below the API", async (name, provoke) => {
    const error: unknown = await provoke().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const { id, key } = Object.entries(errorCatalogue).find(([candidate]) => candidate === name)?.[1] ?? {};
    expect(error).toMatchObject({ id, key });
  });
});
