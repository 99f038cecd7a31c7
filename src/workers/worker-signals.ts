import { EventEmitter } from "node:events";
import type { SignalSource } from "../cli/stop-signals.ts";
import type { Command } from "./orders.ts";

/** The part of Node's `process` that a worker hears of. */
export interface WorkerProcess {
  on(event: "SIGTERM" | "SIGINT" | "SIGHUP", listener: () => void): unknown;
  on(event: "message", listener: (message: unknown) => void): unknown;
  readonly channel?: { unref(): void } | null | undefined;
}

/**
 * The signals of a worker: those that the process gets itself, and what the primary process tells it.
 *
 * It is asked to stop once only, because terminals and systemd send a signal to every process of a program, and the primary
 * process passes its own on: that is no second signal of somebody who will not wait. Who will not wait ends the primary
 * process, and with it goes the worker.
 */
export function createWorkerSignals(process: WorkerProcess): SignalSource {
  const signals = new EventEmitter();
  let isStopping = false;
  function stop(): void {
    if (isStopping) return;
    isStopping = true;
    signals.emit("SIGTERM", "SIGTERM");
  }
  const reload = () => signals.emit("SIGHUP", "SIGHUP");
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.on("SIGHUP", reload);
  process.on("message", (message) => {
    // Nobody else writes to this channel.
    const command = message as Command;
    if (command === "stop") stop();
    else reload();
  });
  // Listening to it must not keep a stopped worker alive.
  process.channel?.unref();
  return signals;
}
