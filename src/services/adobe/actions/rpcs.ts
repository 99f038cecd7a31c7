import type { ServiceImpl } from "@connectrpc/connect";
import type { Command } from "../../../../gen/adobe/usermanagement/v2/command_pb.ts";
import type { UserManagementService } from "../../../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { partOf } from "../../../directory/idempotency.ts";
import { idempotencyKeyOf } from "../../idempotency-key.ts";
import { AdobeError } from "../errors.ts";
import { actionLimits } from "../limits.ts";
import { type CommandOutcome, runOneCommand } from "./command.ts";

/** The RPC that runs commands. */
export const createCommandRpcs = (directory: Directory) =>
  ({
    async runCommands(request, context) {
      const { commands, testOnly } = request;
      const caller = await directory.memberships.enter(callerOf(context));
      if (commands.length > actionLimits.commands) {
        const message = `${commands.length} commands, at most ${actionLimits.commands} can be run by one request`;
        throw new AdobeError("bodyMalformed", message, { value: String(commands.length) });
      }
      const key = testOnly ? undefined : idempotencyKeyOf(context, request);
      return directory.idempotentCalls.run(key, async () => {
        const outcomes: CommandOutcome[] = [];
        // One after another: a command may need what one before it did.
        for (const [index, command] of commands.entries()) {
          const options = { isTest: testOnly, idempotencyKey: partOf(key, String(index)) };
          outcomes.push(await runOneCommand(directory, caller, command, options));
        }
        return toResponse(commands, outcomes, testOnly);
      });
    },
  }) satisfies Partial<ServiceImpl<typeof UserManagementService>>;

/** The answer; its counts add up to the number of commands, whatever came of them. */
function toResponse(commands: readonly Command[], outcomes: readonly CommandOutcome[], isTest: boolean) {
  const done = outcomes.filter(({ error }) => error === undefined).length;
  const about = (index: number) => {
    const command = commands[index];
    return { index, requestId: command?.requestId ?? "", user: command?.root.value ?? "" };
  };
  return {
    completed: isTest ? 0 : done,
    notCompleted: outcomes.length - done,
    completedInTestMode: isTest ? done : 0,
    result: done === outcomes.length ? "success" : done === 0 ? "error" : "partial",
    errors: outcomes.flatMap(({ error }, index) => (error === undefined ? [] : [{ ...about(index), ...error }])),
    warnings: outcomes.flatMap(({ warnings }, index) => warnings.map((warning) => ({ ...about(index), ...warning }))),
    created: outcomes.flatMap(({ created }, index) => created.map((each) => ({ index, ...each }))),
  };
}
