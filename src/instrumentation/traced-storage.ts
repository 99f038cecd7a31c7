import { type Span, trace } from "@opentelemetry/api";
import type { Command, CommitFacts, Storage } from "../storage/contract/index.ts";
import type { RunningTracer } from "../telemetry/tracing/tracer.ts";

/**
 * The storage with a span for each command of a traced call, and in it one for the commit.
 *
 * A commit that serves several commands is in the trace of each of them, with the number of them: so every trace is
 * whole by itself, whichever of them are sampled. Commands of no call, such as those that run every minute, have no span.
 */
export function traceStorage<Traced extends Storage>(storage: Traced, { tracer, active }: RunningTracer): Traced {
  async function runTraced<Result>(command: Command<Result>, span: Span): Promise<Result> {
    const inSpan = trace.setSpan(active(), span);
    // The SDK takes times of `performance.now()` as they are.
    const onCommit = ({ batchSize, batchStartMs, startMs, endMs }: CommitFacts) => {
      const attributes = { "roster.commit.batch_size": batchSize };
      span.addEvent("batch begins", attributes, batchStartMs);
      tracer.startSpan("commit", { startTime: startMs, attributes }, inSpan).end(endMs);
    };
    try {
      return await storage.command({ ...command, onCommit });
    } catch (error) {
      span.setAttribute("error.type", error instanceof Error ? error.name : "unknown");
      throw error;
    } finally {
      span.end();
    }
  }
  return {
    ...storage,
    command<Result>(command: Command<Result>): Promise<Result> {
      const context = active();
      if (trace.getSpan(context)?.isRecording() !== true) return storage.command(command);
      return runTraced(command, tracer.startSpan("command", {}, context));
    },
  };
}
