/** Why a server cannot serve: it is about to stop, or its database does not answer. */
export type Obstacle = "stopping" | "database";

/** Whether a server can serve, for everybody who asks from outside. */
export interface Health {
  /**
   * What keeps the server from serving at this moment; `undefined` when nothing does. Asks the database, and takes no
   * longer than {@link HealthOptions.pingTimeoutMs}. Never rejects.
   */
  findObstacle(): Promise<Obstacle | undefined>;
  /**
   * Calls back whenever it may have changed what {@link Health.findObstacle} finds: at once when the server begins to
   * stop, and from time to time for the database. Returns what ends the watch.
   */
  watch(onMaybeChanged: () => void): () => void;
  /** From now on the server cannot serve, whatever the database says. */
  beginStopping(): void;
}

/** What {@link createHealth} asks, and how long it waits. */
export interface HealthOptions {
  /** Resolves when the database answers. */
  readonly ping: () => Promise<void>;
  /** How long the database may take. Default: 900, because Kubernetes gives a probe a second by default. */
  readonly pingTimeoutMs?: number;
  /** How often watchers are told to look. Default: 1000. Nothing looks while nobody watches. */
  readonly watchIntervalMs?: number;
}

/**
 * The health of a server that has started. However many ask at the same time, the database is asked once: everybody may
 * ask, so asking must not be a way to keep the database busy.
 */
export function createHealth({ ping, pingTimeoutMs = 900, watchIntervalMs = 1_000 }: HealthOptions): Health {
  const watchers = new Set<() => void>();
  let isStopping = false;
  let timer: NodeJS.Timeout | undefined;
  let asking: Promise<boolean> | undefined;

  function askDatabase(): Promise<boolean> {
    asking ??= ping()
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        asking = undefined;
      });
    return asking;
  }

  function tellWatchers(): void {
    for (const onMaybeChanged of watchers) onMaybeChanged();
  }

  return {
    async findObstacle() {
      if (isStopping) return "stopping";
      const answers = await within(pingTimeoutMs, askDatabase());
      // It may have begun meanwhile.
      if (isStopping) return "stopping";
      return answers ? undefined : "database";
    },
    watch(onMaybeChanged) {
      // Two watches may share a function.
      const watcher = () => onMaybeChanged();
      watchers.add(watcher);
      timer ??= setInterval(tellWatchers, watchIntervalMs);
      return () => {
        watchers.delete(watcher);
        if (watchers.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    beginStopping() {
      isStopping = true;
      tellWatchers();
    },
  };
}

/** The answer, or false when it does not come in time. */
async function within(timeoutMs: number, answer: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
