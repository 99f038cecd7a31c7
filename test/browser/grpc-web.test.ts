import { Code } from "@connectrpc/connect";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { chromiumFlags, findChromium } from "../support/chromium.ts";
import { callOnce } from "../support/one-call.ts";
import { type ServerProcess, useProcesses } from "../support/process.ts";
import type { Outcome, PageCall } from "./page/outcome.ts";
import { type PageServer, startPageServer } from "./page-server.ts";

const { addHumanUser, addOrg, getHumanProfile } = ManagementService.method;
const protocols = ["grpc-web", "connect", "json", "grpc-web by roster/client", "connect by roster/client"] as const;
const executablePath = findChromium();
const processes = useProcesses(afterAll);

/** A question that the browser asked by itself, before a call that needs permission. */
interface Preflight {
  readonly url: string;
  readonly status: number;
  readonly allowedHeaders: string | undefined;
}

/** A server with a human in an organization that is not the caller's own. */
async function startServer(flags: readonly string[]): Promise<{ server: ServerProcess; call: PageCall }> {
  const server = await processes.serve(["--data", processes.folder(), ...flags]);
  const { url, adminToken } = server.ready;
  const token = String(adminToken);
  const org = await callOnce(url, addOrg, { name: "Zoo" }, { token });
  const orgId = String(org.ok?.id);
  const human = await callOnce(
    url,
    addHumanUser,
    { userName: "gigi", profile: { firstName: "Gigi", lastName: "Giraffe" }, email: { email: "gigi@example.com" } },
    { token, orgId },
  );
  const profile = { firstName: "Gigi", lastName: "Giraffe", nickName: "", displayName: "Gigi Giraffe" };
  return { server, call: { url, token, orgId, userId: String(human.ok?.userId), profile } };
}

/** The nick name, read without a browser. */
async function readNickName({ url, token, orgId, userId }: PageCall): Promise<string | undefined> {
  return (await callOnce(url, getHumanProfile, { userId }, { token, orgId })).ok?.profile?.nickName;
}

const withNickName = (call: PageCall, nickName: string): PageCall => ({
  ...call,
  profile: { ...call.profile, nickName },
});

describe.skipIf(executablePath === undefined)("a page of another origin, in Chromium", () => {
  let browser: Browser;
  let site: PageServer;

  beforeAll(async () => {
    site = await startPageServer();
    if (executablePath === undefined) return;
    browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
  });
  afterAll(async () => {
    await browser.close();
    site.close();
  });

  /** Opens the page in a browser without memory, and records the preflights from then on. */
  async function openPage(): Promise<{ page: Page; preflights: Preflight[] }> {
    const context = await browser.newContext();
    const page = await context.newPage();
    const preflights: Preflight[] = [];
    const session = await context.newCDPSession(page);
    session.on("Network.responseReceived", ({ type, response: { url, status, headers } }) => {
      if (type !== "Preflight") return;
      preflights.push({ url, status, allowedHeaders: headers["access-control-allow-headers"] });
    });
    await session.send("Network.enable");
    await page.goto(site.origin);
    return { page, preflights };
  }

  const callFrom = (page: Page, protocol: (typeof protocols)[number], call: PageCall): Promise<Outcome> =>
    page.evaluate(([name, given]) => Reflect.get(globalThis, "callServer")(name, given), [protocol, call] as const);

  describe("to which the server is open", () => {
    let call: PageCall;
    beforeAll(async () => {
      ({ call } = await startServer([]));
    });

    for (const protocol of protocols) {
      it(`changes a profile over ${protocol} after a preflight, and reads it at once`, async () => {
        const { page, preflights } = await openPage();
        const nickName = `Gigi by ${protocol}`;
        const outcome = await callFrom(page, protocol, withNickName(call, nickName));
        expect(outcome).toEqual({ nickName, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
        expect(preflights[0]).toMatchObject({ url: expect.stringContaining(call.url), status: 204 });
        expect(preflights[0]?.allowedHeaders?.split(", ")).toEqual(
          expect.arrayContaining(["authorization", "x-zitadel-orgid", "x-grpc-web", "connect-protocol-version"]),
        );
        expect(await readNickName(call)).toBe(nickName);
        await page.context().close();
      });

      it(`shows the code, the detail and the request id of a refusal over ${protocol}`, async () => {
        const { page } = await openPage();
        const outcome = await callFrom(page, protocol, { ...call, userId: "404" });
        expect(outcome).toEqual({
          error: {
            code: Code.FailedPrecondition,
            message: expect.stringMatching(/ \(COMMAND-3M9sd\)$/),
            detail: { id: "COMMAND-3M9sd", message: expect.stringContaining("no human with this id") },
          },
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        });
        await page.context().close();
      });
    }
  });

  it("is served when its origin is listed", async () => {
    const { call } = await startServer(["--cors-origins", `https://app.example.com,${site.origin}`]);
    const { page } = await openPage();
    expect(await callFrom(page, "grpc-web", withNickName(call, "listed"))).toMatchObject({ nickName: "listed" });
    await page.context().close();
  });

  describe("to which the server is closed", () => {
    let call: PageCall;
    beforeAll(async () => {
      ({ call } = await startServer(["--cors-origins", "https://app.example.com"]));
    });

    for (const protocol of protocols) {
      it(`gets no answer over ${protocol}, and nothing is written`, async () => {
        const { page } = await openPage();
        const outcome = await callFrom(page, protocol, withNickName(call, "foreign"));
        expect(outcome.nickName).toBeUndefined();
        expect(outcome.failure ?? outcome.error?.message).toContain("Failed to fetch");
        expect(await readNickName(call)).toBe("");
        await page.context().close();
      });
    }
  });
});
