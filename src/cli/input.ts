import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { ReadStream } from "node:tty";

/** Standard input, or what stands in for it. */
export interface Input {
  /** Whether a person types. */
  readonly isTerminal: boolean;
  /** All there is, up to its end. */
  readAll(): Promise<string>;
  /** The line that a person types after the question; empty when the input ends instead. */
  ask(question: string): Promise<string>;
  /** As {@link Input.ask}, and what is typed is not shown. */
  askSecret(question: string): Promise<string>;
}

/** Standard input as an {@link Input}. Questions go to the given stream: standard output is for results. */
export function createInput(stdin: ReadStream, questions: NodeJS.WritableStream): Input {
  async function ask(question: string, isShown: boolean): Promise<string> {
    questions.write(question);
    // Readline repeats what is typed, so that it can be edited; a secret goes nowhere.
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: stdin, output: isShown ? questions : nowhere, terminal: stdin.isTTY });
    try {
      return await Promise.race([
        lines.question(""),
        new Promise<string>((resolve) => lines.once("close", () => resolve(""))),
      ]);
    } finally {
      lines.close();
      if (!isShown) questions.write("\n");
    }
  }
  return {
    isTerminal: stdin.isTTY === true,
    async readAll() {
      let text = "";
      for await (const chunk of stdin.setEncoding("utf8")) text += chunk;
      return text;
    },
    ask: (question) => ask(question, true),
    askSecret: (question) => ask(question, false),
  };
}
