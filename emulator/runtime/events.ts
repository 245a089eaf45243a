/** Events on their way from a run to the client that reads them: the queue, and the stream of server-sent events. */

/** How many events may wait for a slow client before the run waits, too. */
const HIGH_WATER = 256;

export interface RunEvent {
  event: string;
  data: unknown;
}

export class EventQueue {
  readonly #waiting: RunEvent[] = [];
  #ended = false;
  #released = false;
  #wakeReader: (() => void) | undefined;
  #wakeWriter: (() => void) | undefined;

  /** Resolves once there is room for more. After {@link end} or {@link detach} events go nowhere. */
  async push(event: RunEvent): Promise<void> {
    if (this.#ended) {
      return;
    }
    this.#waiting.push(event);
    this.#wakeReader?.();
    while (this.#waiting.length > HIGH_WATER && !this.#released) {
      await new Promise<void>((resolve) => (this.#wakeWriter = resolve));
    }
  }

  /** No more events will come; those that wait can still be read. */
  end(): void {
    this.#ended = true;
    this.#wakeReader?.();
  }

  /** Lets the run end without waiting for its reader. */
  release(): void {
    this.#released = true;
    this.#wakeWriter?.();
  }

  /** The reader is gone. */
  detach(): void {
    this.#waiting.length = 0;
    this.end();
    this.#wakeWriter?.();
  }

  /** The next event; `undefined` at the end, `"silence"` if none came for that long. */
  async next(milliseconds: number): Promise<RunEvent | "silence" | undefined> {
    if (this.#waiting.length === 0 && !this.#ended) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
        timer = setTimeout(resolve, milliseconds);
      });
      clearTimeout(timer);
      if (this.#waiting.length === 0 && !this.#ended) {
        return "silence";
      }
    }
    const event = this.#waiting.shift();
    this.#wakeWriter?.();
    return event;
  }
}

const encoder = new TextEncoder();

/**
 * Sends a comment after each silence, which keeps proxies from closing the connection.
 *
 * @param onLost called when the client goes away before the end
 */
export function toEventStream(
  events: EventQueue,
  heartbeatMilliseconds: number,
  onLost: () => void,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const next = await events.next(heartbeatMilliseconds);
      if (next === undefined) {
        return controller.close();
      }
      const text =
        next === "silence" ? ": heartbeat\n\n" : `event: ${next.event}\ndata: ${JSON.stringify(next.data)}\n\n`;
      controller.enqueue(encoder.encode(text));
    },
    cancel() {
      events.detach();
      onLost();
    },
  });
}
