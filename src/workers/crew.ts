import type { Announcement } from "../startup/announcement.ts";
import type { Command, WorkerReady } from "./orders.ts";
import { createRestartDelay, type RestartDelay } from "./restart-delay.ts";

/** A worker's process, as `node:cluster` shows it. */
export interface WorkerHandle {
  readonly process: { readonly pid?: number | undefined; kill(signal: "SIGKILL"): unknown };
  isConnected(): boolean;
  send(command: Command, onSent: (error: Error | null) => void): unknown;
  on(event: "message", listener: (message: unknown) => void): unknown;
  on(event: "exit", listener: (code: number | null, signal: string | null) => void): unknown;
}

/** What a crew is made of. */
export interface CrewOptions {
  /** Starts the process of the worker with this number; `isAlone` says that no other is there. */
  readonly fork: (number: number, isAlone: boolean) => WorkerHandle;
  readonly logger: {
    info(facts: object, message: string): void;
    error(facts: object, message: string): void;
  };
  /** How long a worker may take to stop before it is ended. */
  readonly stopTimeoutMs: number;
}

/** Workers that are started again when they end. */
export interface Crew {
  /**
   * Starts the worker with this number, and resolves with what it announces once it accepts calls. Rejects, for people,
   * when it ends before; after it has once accepted calls it is started again whenever it ends, later and later.
   */
  start(number: number): Promise<Announcement>;
  /** Tells all workers. */
  tell(command: Command): void;
  /** Stops all workers, and resolves when the last has ended. Those that take too long are ended. */
  stop(): Promise<void>;
}

interface Place {
  readonly number: number;
  readonly delay: RestartDelay;
  worker: WorkerHandle | undefined;
  restart: NodeJS.Timeout | undefined;
  /** Whether a worker has accepted calls here: then the place is kept. */
  isKept: boolean;
}

/** Creates a crew without workers. */
export function createCrew({ fork, logger, stopTimeoutMs }: CrewOptions): Crew {
  const places = new Map<number, Place>();
  let isStopping = false;
  let onEmpty = () => {};

  const listWorkers = () => [...places.values()].flatMap(({ worker }) => worker ?? []);

  function launch(place: Place): Promise<Announcement> {
    const startedMs = performance.now();
    const worker = fork(place.number, listWorkers().length === 0);
    place.worker = worker;
    return new Promise((resolve, reject) => {
      worker.on("message", (message) => {
        place.isKept = true;
        // Nobody else writes to this channel.
        resolve((message as WorkerReady).announcement);
      });
      worker.on("exit", (code, signal) => {
        place.worker = undefined;
        reject(createStartError(place.number, code, signal));
        if (listWorkers().length === 0) onEmpty();
        if (place.isKept && !isStopping) restartLater(place, performance.now() - startedMs, { code, signal });
      });
    });
  }

  function restartLater(place: Place, livedMs: number, end: object): void {
    const inMs = place.delay.next(livedMs);
    const { number } = place;
    logger.error({ worker: number, ...end, inMs }, "a worker has ended; it is started again");
    place.restart = setTimeout(() => {
      launch(place).then(
        () => logger.info({ worker: number }, "the worker accepts calls again"),
        // Its end was logged, and the next start is on its way.
        () => undefined,
      );
    }, inMs);
  }

  function tell(command: Command): void {
    for (const worker of listWorkers()) {
      // One that cannot be told is about to end.
      if (worker.isConnected()) worker.send(command, () => undefined);
    }
  }

  return {
    start(number) {
      const place: Place = {
        number,
        delay: createRestartDelay(),
        worker: undefined,
        restart: undefined,
        isKept: false,
      };
      places.set(number, place);
      return launch(place);
    },
    tell,
    async stop() {
      isStopping = true;
      for (const { restart } of places.values()) clearTimeout(restart);
      tell("stop");
      const timer = setTimeout(() => {
        for (const worker of listWorkers()) {
          logger.error({ pid: worker.process.pid }, "a worker did not stop in time, and is ended");
          worker.process.kill("SIGKILL");
        }
      }, stopTimeoutMs);
      await new Promise<void>((resolve) => {
        onEmpty = resolve;
        if (listWorkers().length === 0) resolve();
      });
      clearTimeout(timer);
    },
  };
}

function createStartError(number: number, code: number | null, signal: string | null): Error {
  const end = signal === null ? `with code ${code}` : `by ${signal}`;
  const error = new Error(`Worker ${number} ended ${end} before it accepted calls; what it said above is why.`);
  return Object.assign(error, { isForPeople: true });
}
