import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { createClient } from "../../test/support/clients/index.ts";
import { adminToken } from "../corpus.ts";
import { ensureFixture, type Fixture } from "../fixtures.ts";
import { headersOf, type Lab, type RunningServer } from "../lab.ts";
import type { FigureName } from "../names.ts";
import type { BenchCase, Contestant } from "./case.ts";

const sizes = [
  { name: "1k", userCount: 1_000 },
  { name: "100k", userCount: 100_000 },
  { name: "1m", userCount: 1_000_000 },
] as const;

const pageSize = 100;

/**
 * ListUsers in directories of three sizes: the first page, and the last, which is the deepest that callers come to. A page
 * in the middle, which is the farthest from both ends, is shown beside them and promised nothing.
 */
export const listUsersCase: BenchCase = {
  name: "list-users",
  title: "ListUsers of 100, SQLite: the first page, one in the middle and the last, one call at a time",
  async prepare(lab) {
    const contestants: Contestant[] = [];
    const checks: (() => Promise<void>)[] = [];
    for (const { name, userCount } of sizes) {
      const fixture = await ensureFixture(userCount, lab.say);
      const isUnderTest = name === "1m";
      const server = await lab.startRoster(["--data", fixture.folder], { isUnderTest });
      contestants.push(
        { ...page(lab, server, `list-users/${name}-first`, 0), isUnderTest },
        { ...page(lab, server, `list-users/${name}-middle`, userCount / 2), isUnderTest },
        { ...page(lab, server, `list-users/${name}-deep`, userCount - pageSize), isUnderTest },
      );
      checks.push(() => verifyUsers(server, fixture));
    }
    return {
      contestants,
      ratios: {
        "list-1m/list-1k-inverse": (of) =>
          Math.min(
            of("list-users/1k-first") / of("list-users/1m-first"),
            of("list-users/1k-deep") / of("list-users/1m-deep"),
          ),
      },
      async verify() {
        for (const check of checks) await check();
      },
    };
  },
};

const page = (lab: Lab, server: RunningServer, figure: FigureName, offset: number) => ({
  figure,
  unit: "ms" as const,
  async measure(): Promise<number> {
    const { warmUpMs, durationMs } = lab;
    const { medianMs } = await lab.generators.run({
      url: server.url,
      headers: headersOf(server),
      work: { kind: "list-users", offset, limit: pageSize },
      connections: 1,
      perConnection: 1,
      warmUpMs,
      durationMs,
    });
    return medianMs;
  },
});

/** Lists the fixture's last page with grpc-js: the total and the users have to be the fixture's. */
export async function verifyUsers({ url, orgId }: RunningServer, { userCount, lastUserId }: Fixture): Promise<void> {
  const client = createClient("grpc-js", url);
  try {
    const query = { offset: BigInt(userCount - pageSize), limit: pageSize, asc: true };
    const { ok, error } = await client.call(
      ManagementService.method.listUsers,
      { query },
      { token: adminToken, orgId },
    );
    if (ok === undefined) throw new Error(`${url} refused the list: ${error.message}`);
    const last = ok.result.at(-1)?.id;
    if (ok.details?.totalResult !== BigInt(userCount) || last !== lastUserId) {
      throw new Error(`the list has ${ok.details?.totalResult} users and ends with ${last}, not ${lastUserId}`);
    }
  } finally {
    client.close();
  }
}
