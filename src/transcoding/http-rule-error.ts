/** Everything that is wrong with the `google.api.http` rules of some services. */
export class HttpRuleError extends Error {
  override readonly name = "HttpRuleError";
  /** One sentence each, starting with the RPC it is about. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`invalid google.api.http rules:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}
