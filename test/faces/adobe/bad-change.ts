import { expect } from "vitest";
import type { AdobeOrg } from "./adobe-in-test.ts";

/** A change of a product or a profile that must be refused. */
export interface BadChange {
  readonly name: string;
  /** What is sent to an organization, made for it and for another one. */
  readonly body: (org: AdobeOrg, other: AdobeOrg) => unknown;
  readonly status: number;
  readonly code: string;
  /** What the message has to say. */
  readonly says: string;
}

/** Sends the change to an organization, and looks at how it is refused. */
export async function expectRefused(org: AdobeOrg, other: AdobeOrg, path: string, change: BadChange): Promise<void> {
  const { name, body, status, code, says } = change;
  const answer = await org.call("POST", path, body(org, other));
  expect([name, answer.status, answer.json?.errorCode]).toEqual([name, status, code]);
  expect(answer.json.errorMessage).toContain(says);
  expect(Object.keys(answer.json)).toEqual(["errorMessage", "errorCode"]);
}
