import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { sqliteEngine } from "../../support/engines.ts";
import { findPythonWith } from "../../support/python.ts";
import { useAdobe } from "./adobe-in-test.ts";

const python = findPythonWith("umapi_client", "the calls of Adobe's own client");
const script = fileURLToPath(new URL("umapi-client.py", import.meta.url));

describe.runIf(python !== undefined)("umapi-client", () => {
  const adobe = useAdobe(sqliteEngine);

  it("creates, lists, finds, tests and removes, and takes refusals for what they are", async () => {
    const org = await adobe.addOrg();
    const email = `py.thon+1@${org.id}.example`;
    const group = "Léo/A & B";
    const profile = org.product.replace("Product", "Editors");
    const endpoint = `${adobe.server.url}/v2/usermanagement`;
    const args = [script, endpoint, `${org.id}@AdobeOrg`, "admin", adobe.server.adminToken, email, group, profile];
    const { stdout } = await promisify(execFile)(python ?? "", args);
    const seen = JSON.parse(stdout);
    // Queued, sent, done.
    expect(seen.counts).toEqual([
      [0, 1, 1],
      [0, 1, 1],
      [0, 1, 0],
    ]);
    expect(seen.errors).toMatchObject([{ errorCode: "error.user.nonexistent", requestID: "ghost" }]);
    expect(seen.status).toBe("LIVE");
    expect(seen.users).toEqual([...org.emails, email]);
    expect(seen.inGroup).toEqual([email]);
    expect(seen.indirect).toEqual([[profile, group].sort()]);
    expect(seen.missing).toEqual([]);
    expect(seen.user).toMatchObject({ email, country: "CH", type: "federatedID" });
    expect(seen.nobody).toEqual({});
    expect(seen.groups).toContain(group);
    expect(seen.groups).toContain(`_admin_${profile}`);
    expect(seen.tested).toEqual([0, 1, 1]);
    expect(seen.stillThere).toBe(true);
    expect(seen.removed).toEqual([0, 1, 1]);
    expect(seen.gone).toEqual({});
  });
});
