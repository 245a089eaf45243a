/** Time as the service writes it: in microseconds, and never the same twice. */

export class MicrosecondClock {
  #last: number;

  /** @param last the latest time in the store, so that neither a restart nor a clock that is set back repeats one */
  constructor(last: number) {
    this.#last = last;
  }

  /** Microseconds since 1970, later than any value returned before. */
  now(): number {
    this.#last = Math.max(Math.floor((performance.timeOrigin + performance.now()) * 1000), this.#last + 1);
    return this.#last;
  }
}

/** For example `2026-05-15T20:50:32.708302+00:00`. */
export function formatTimestamp(microseconds: number): string {
  const seconds = new Date(Math.floor(microseconds / 1000)).toISOString().slice(0, "2026-05-15T20:50:32".length);
  return `${seconds}.${String(microseconds % 1_000_000).padStart(6, "0")}+00:00`;
}
