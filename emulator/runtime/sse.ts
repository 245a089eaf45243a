/** A run as server-sent events. */
import type { EventQueue } from "./event-queue";

const encoder = new TextEncoder();

/** `onLost` is called when the client goes away before the end. A comment after each silence keeps proxies awake. */
export function toEventStream(
  events: EventQueue,
  heartbeatMilliseconds: number,
  onLost: () => void,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const next = await events.next(heartbeatMilliseconds);
      if (next === undefined) return controller.close();
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
