import process from "node:process";

/** Lines on their way to a destination for which each write is a system call. */
export interface LineBuffer {
  /** Takes a line; it is written with the others of this turn of the event loop, in one piece. */
  push(line: string): void;
  /** Writes what is there, at once. */
  flush(): void;
}

/** Buffers that hold lines. One listener serves them all, because a process may only have few. */
const waiting = new Set<LineBuffer>();

process.on("exit", () => {
  for (const buffer of waiting) buffer.flush();
});

/**
 * Gathers the lines of one turn of the event loop: under load there are dozens, and a write for each takes longer than
 * making them. The process cannot end orderly, nor by an error, without what was gathered.
 */
export function createLineBuffer(write: (lines: string) => void): LineBuffer {
  let lines = "";
  const buffer: LineBuffer = {
    push(line) {
      if (lines === "") {
        waiting.add(buffer);
        setImmediate(buffer.flush);
      }
      lines += line;
    },
    flush() {
      if (lines === "") return;
      const gathered = lines;
      lines = "";
      waiting.delete(buffer);
      write(gathered);
    },
  };
  return buffer;
}
