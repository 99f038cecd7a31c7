import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { createInput } from "./input.ts";

/** Standard input with what a person types, and the screen. */
function createTerminal(isTTY: boolean) {
  const stdin = Object.assign(new PassThrough(), { isTTY, setRawMode: () => stdin });
  const screen = new PassThrough();
  // The parts of a terminal that readline asks for are there.
  const input = createInput(stdin as unknown as Parameters<typeof createInput>[0], screen);
  return { stdin, input, shown: () => String(screen.read() ?? "") };
}

describe("createInput()", () => {
  it("reads all that comes through a pipe", async () => {
    const { stdin, input } = createTerminal(false);
    stdin.write("first line\nsec");
    stdin.end("ond line\n");
    expect(input.isTerminal).toBe(false);
    expect(await input.readAll()).toBe("first line\nsecond line\n");
  });

  it("asks on a terminal, and shows what is typed", async () => {
    const { stdin, input, shown } = createTerminal(true);
    const answer = input.ask("Sure? ");
    stdin.write("yes\r");
    expect(await answer).toBe("yes");
    expect(shown()).toMatch(/^Sure\? [\s\S]*yes/);
  });

  it("asks for a secret, and shows nothing of it", async () => {
    const { stdin, input, shown } = createTerminal(true);
    const answer = input.askSecret("Password: ");
    stdin.write("Secret-12\r");
    expect(await answer).toBe("Secret-12");
    expect(shown()).toBe("Password: \n");
  });

  it("takes the end of the input for no answer", async () => {
    const { stdin, input } = createTerminal(true);
    const answer = input.ask("Sure? ");
    stdin.end();
    expect(await answer).toBe("");
  });
});
