import { afterEach, describe, expect, it } from "vitest";
import { createPasswordLogin } from "../../src/auth/password-login.ts";
import { createDirectory } from "../../src/directory/directory.ts";
import { maxLoginFailures } from "../../src/directory/login-failures.ts";
import { hashOfNothing, hashPassword, needsRehash, verifyPassword } from "../../src/directory/password.ts";
import { userKey } from "../../src/directory/user-aggregate.ts";
import { everyOrg, type UserId } from "../../src/storage/contract/index.ts";
import { type DirectoryInTest, instanceDomain, openDirectory, sampleHuman } from "../directory/directory-in-test.ts";
import { engines } from "../support/engines.ts";

const form = { kind: "user-name", face: "camunda" } as const;
const right = { login: "gigi", password: "Secret-1" };
const wrong = { login: "gigi", password: "Secret-2" };
const second = 1_000_000;

describe.each(engines)("password login · $name", (engine) => {
  const opened: DirectoryInTest[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((test) => test.close()));
  });

  /** A directory with gigi, and logins on it as of one process each. */
  async function open() {
    const test = await openDirectory(engine);
    opened.push(test);
    const { id } = await test.directory.humans.add(test.caller, sampleHuman("gigi"));
    let checks = 0;
    const verify = (encoded: string, password: string) => {
      checks++;
      return verifyPassword(encoded, password);
    };
    const startProcess = () => createPasswordLogin(test.dependencies, { verify });
    return { ...test, id, startProcess, logIn: startProcess(), countChecks: () => checks };
  }

  const stateOf = async (test: DirectoryInTest, id: UserId) =>
    (await test.storage.reader.users.find(everyOrg, id))?.state;
  /** Waits for the failures under way: nobody who logs in does, so that a known user takes no longer than nobody. */
  const whenCounted = (test: DirectoryInTest, id: UserId) =>
    test.storage.command({ keys: [userKey(id)], run: async () => {} });
  const historyOf = async (test: DirectoryInTest, id: UserId) => {
    const events = await test.storage.reader.events.list({
      aggregate: { type: "user", id },
      resourceOwner: test.caller.orgId,
      fromSequence: 0,
      isAscending: true,
      limit: 100,
    });
    return events.map(({ type, face }) => `${face}: ${type}`);
  };

  it("answers the user that a name, in any case, and its password belong to", async () => {
    const { logIn, id } = await open();
    expect(await logIn(right, form)).toMatchObject({ id });
    expect(await logIn({ ...right, login: "GIGI" }, form)).toMatchObject({ id });
    expect(await logIn({ ...right, login: "gigi@example.com" }, form)).toBeUndefined();
    const withEmail = { ...form, kind: "user-name-or-email" } as const;
    expect(await logIn({ ...right, login: "Gigi@Example.com" }, withEmail)).toMatchObject({ id });
  });

  it("hashes a password that was right once a minute", async () => {
    const { logIn, countChecks, passUs } = await open();
    for (const _ of [1, 2, 3]) expect(await logIn(right, form)).toBeDefined();
    expect(countChecks()).toBe(1);
    passUs(60 * second);
    expect(await logIn(right, form)).toBeDefined();
    expect(countChecks()).toBe(2);
  });

  it("hashes once for every refused login, whatever is wrong with it", async () => {
    const { logIn, countChecks, directory, caller } = await open();
    await directory.humans.add(caller, sampleHuman("none", { initialPassword: "" }));
    const { id } = await directory.humans.add(caller, sampleHuman("away"));
    await directory.users.deactivate(caller, id);
    const refused = [
      { login: "nobody", password: "Secret-1" },
      { login: "admin", password: "Secret-1" },
      { login: "none", password: "Secret-1" },
      { login: "away", password: "Secret-1" },
      { login: "", password: "" },
      { login: "gi\0gi", password: "Secret-1" },
      { login: "g".repeat(1_000), password: "Secret-1" },
      { login: "gigi", password: "x".repeat(10_000) },
      wrong,
      // It must wait now.
      right,
    ];
    for (const [index, credentials] of refused.entries()) {
      expect(await logIn(credentials, form), credentials.login).toBeUndefined();
      expect(countChecks(), credentials.login).toBe(index + 1);
    }
  });

  it("checks nobody's password at the cost of ours", async () => {
    expect(needsRehash(hashOfNothing)).toBe(false);
    const own = await hashPassword("Secret-1");
    const timeOf = async (encoded: string) => {
      const timesMs: number[] = [];
      for (let run = 0; run < 5; run++) {
        const startMs = performance.now();
        expect(await verifyPassword(encoded, "Secret-2")).toBe(false);
        timesMs.push(performance.now() - startMs);
      }
      return Math.min(...timesMs);
    };
    // Coarse, as the machine is shared: a check that is left out would be a hundred times faster.
    const [nobodyMs, somebodyMs] = [await timeOf(hashOfNothing), await timeOf(own)];
    expect(nobodyMs / somebodyMs).toBeGreaterThan(1 / 4);
    expect(nobodyMs / somebodyMs).toBeLessThan(4);
  });

  it("refuses even the right password for a while after each wrong one: 3, 6, 12, 24, 48, 60, 60 ... seconds", async () => {
    const test = await open();
    const { logIn, passUs } = test;
    // A password that was just found right must wait, too.
    expect(await logIn(right, form)).toBeDefined();
    for (const delayS of [3, 6, 12, 24, 48, 60, 60, 60, 60]) {
      expect(await logIn(wrong, form)).toBeUndefined();
      passUs((delayS - 1) * second);
      expect(await logIn(right, form), `within ${delayS} s`).toBeUndefined();
      passUs(second);
    }
    expect(await logIn(right, form)).toBeDefined();
    // All is forgotten.
    expect(await logIn(wrong, form)).toBeUndefined();
    passUs(3 * second);
    expect(await logIn(right, form)).toBeDefined();
  });

  it("locks the user after ten wrong passwords, whoever counted them, and its history says so", async () => {
    const test = await open();
    for (let count = 1; count <= maxLoginFailures; count++) {
      expect(await stateOf(test, test.id)).toBe("active");
      // Each in a process of its own: the counters are the directory's.
      expect(await test.startProcess()(wrong, form)).toBeUndefined();
      await whenCounted(test, test.id);
      test.passUs(60 * second);
    }
    expect(await test.logIn(right, form)).toBeUndefined();
    expect(await stateOf(test, test.id)).toBe("locked");
    const history = await historyOf(test, test.id);
    expect(history.filter((line) => line === "camunda: user.human.password.check.failed")).toHaveLength(10);
    expect(history.at(-1)).toBe("camunda: user.locked");

    await test.directory.users.unlock(test.caller, test.id);
    expect(await test.logIn(right, form)).toBeDefined();
    expect(await test.logIn(wrong, form)).toBeUndefined();
    test.passUs(60 * second);
    expect(await stateOf(test, test.id)).toBe("active");
  });

  const unlocks: readonly { name: string; unlock: (test: DirectoryInTest, id: UserId) => Promise<unknown> }[] = [
    { name: "unlocked", unlock: ({ directory, caller }, id) => directory.users.unlock(caller, id) },
    {
      name: "unlocked through User v2",
      unlock: ({ directory, caller }, id) => directory.instanceUsers.changeState(caller, id, "unlock"),
    },
    {
      name: "deactivated and reactivated",
      async unlock({ directory, caller }, id) {
        await directory.users.deactivate(caller, id);
        await directory.users.reactivate(caller, id);
      },
    },
    { name: "made active in its account", unlock: (test, id) => setStatus(test, id, true) },
    {
      name: "made inactive and active in its account",
      async unlock(test, id) {
        await setStatus(test, id, false);
        await setStatus(test, id, true);
      },
    },
  ];
  const setStatus = ({ directory, caller }: DirectoryInTest, id: UserId, isActive: boolean) =>
    directory.accountUsers.setStatus(caller, id, () => ({ isActive, deactivationDay: undefined }));
  for (const { name, unlock } of unlocks) {
    it(`has forgotten the wrong passwords of a user that was locked by them and is ${name}`, async () => {
      const test = await open();
      for (let count = 1; count <= maxLoginFailures; count++) {
        expect(await test.logIn(wrong, form)).toBeUndefined();
        await whenCounted(test, test.id);
        test.passUs(60 * second);
      }
      expect(await stateOf(test, test.id)).toBe("locked");
      await unlock(test, test.id);
      expect(await test.logIn(wrong, form)).toBeUndefined();
      await whenCounted(test, test.id);
      expect(await stateOf(test, test.id)).toBe("active");
      test.passUs(3 * second);
      expect(await test.logIn(right, form)).toBeDefined();
    });
  }

  it("counts every one of many wrong passwords at the same moment", async () => {
    const test = await open();
    const guesses = Array.from({ length: 16 }, (_, index) =>
      test.logIn({ login: "gigi", password: `Guess-${index}` }, form),
    );
    expect(await Promise.all(guesses)).toEqual(Array(16).fill(undefined));
    await whenCounted(test, test.id);
    // The first guess ended the others' chance: they came within its delay.
    expect(await historyOf(test, test.id)).toContain("camunda: user.human.password.check.failed");
    test.passUs(3 * second);
    expect(await test.logIn(right, form)).toBeDefined();
    const failures = (await historyOf(test, test.id)).filter((line) => line.endsWith("check.failed"));
    expect(failures).toHaveLength(1);
  });

  const changes: readonly { name: string; change: (test: DirectoryInTest, id: UserId) => Promise<unknown> }[] = [
    {
      name: "another password",
      change: ({ directory, caller }, id) =>
        directory.humanPasswords.set(caller, id, { text: "Another-1", isChangeRequired: false }),
    },
    { name: "another name", change: ({ directory, caller }, id) => directory.users.rename(caller, id, "greta") },
    { name: "a lock", change: ({ directory, caller }, id) => directory.users.lock(caller, id) },
    { name: "deactivation", change: ({ directory, caller }, id) => directory.users.deactivate(caller, id) },
    { name: "removal", change: ({ directory, caller }, id) => directory.users.remove(caller, id) },
  ];
  for (const { name, change } of changes) {
    it(`lets nobody in with what was right before ${name}, also when another process made the change`, async () => {
      const test = await open();
      expect(await test.logIn(right, form)).toBeDefined();
      // A directory of its own knows nothing of these logins, as another process would.
      await change({ ...test, directory: createDirectory(test.dependencies, instanceDomain) }, test.id);
      expect(await test.logIn(right, form)).toBeUndefined();
    });
  }

  it("replaces an imported hash by ours, and then knows the password", async () => {
    const test = await open();
    const { initialPassword: _none, ...human } = sampleHuman("imported");
    await test.directory.humans.import(test.caller, {
      ...human,
      password: "",
      passwordHash: "$pbkdf2-sha256$8000$XAuBMIYQQogxRg$tRRlz8hYn63B9LYiCd6PRo6FMiunY9ozmMMI3srxeRE",
      isPasswordChangeRequired: false,
      wantsPasswordless: false,
      identityProviderIds: [],
    });
    const login = { login: "imported", password: "password" };
    for (const _ of [1, 2, 3]) expect(await test.logIn(login, form)).toBeDefined();
    expect(test.countChecks()).toBe(2);
  });

  it("lets nobody guess while failures cannot be counted", async () => {
    const test = await open();
    const broken = new Error("the disk is full");
    let isBroken = true;
    const storage = {
      ...test.storage,
      command: ((command) =>
        isBroken ? Promise.reject(broken) : test.storage.command(command)) as typeof test.storage.command,
    };
    const logIn = createPasswordLogin({ ...test.dependencies, storage });
    expect(await logIn(wrong, form)).toBeUndefined();
    await expect(logIn(right, form)).rejects.toBe(broken);
    isBroken = false;
    expect(await logIn(right, form)).toBeUndefined();
    test.passUs(3 * second);
    expect(await logIn(right, form)).toBeDefined();
  });
});
