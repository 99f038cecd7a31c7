import { forPeople } from "./for-people.ts";
import type { Input } from "./input.ts";

/**
 * A new password: asked for twice where a person types, else the first line of standard input. Never a flag, because
 * flags are visible in process lists. Fails for people when there is none, or the two differ.
 */
export async function readNewPassword(input: Input): Promise<string> {
  const password = input.isTerminal ? await input.askSecret("New password: ") : firstLine(await input.readAll());
  if (password === "") throw forPeople("A password is missing: type it, or give it as a line of standard input.");
  if (input.isTerminal && (await input.askSecret("The same again: ")) !== password) {
    throw forPeople("The two passwords differ; nothing was changed.");
  }
  return password;
}

const firstLine = (text: string): string => text.split(/\r?\n/, 1)[0] ?? "";
