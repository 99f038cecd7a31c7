import { ensureFixture } from "../fixtures.ts";
import type { BenchCase } from "./case.ts";
import { measureCalls } from "./durable.ts";
import { verifyUsers } from "./list-users.ts";

/** GetUserByID of one user after the other, in a directory of 100,000. */
export const getUserCase: BenchCase = {
  name: "get-user",
  title: "GetUserByID among 100,000 users, SQLite",
  async prepare(lab) {
    const fixture = await ensureFixture(100_000, lab.say);
    const roster = await lab.startRoster(["--data", fixture.folder], { isUnderTest: true });
    return {
      contestants: [
        {
          figure: "get-user/sqlite",
          unit: "calls/s",
          isUnderTest: true,
          measure: () => measureCalls(lab, roster, { kind: "get-user", userIds: fixture.someUserIds }),
        },
      ],
      ratios: {},
      verify: () => verifyUsers(roster, fixture),
    };
  },
};
