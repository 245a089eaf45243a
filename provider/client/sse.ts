/**
 * Server-sent events, read as they arrive and in constant memory. Source: the HTML standard, "Server-sent events". It
 * does not reconnect (`retry`, `Last-Event-ID`), because the API has no route that resumes a stream.
 */
import { createParser } from "eventsource-parser";

export interface ServerEvent {
  /** `message` if the stream names none. */
  readonly event: string;
  /** The lines of data, joined with line feeds. */
  readonly data: string;
  readonly id?: string;
  /** Set on the last event of a stream that ended without the empty line after it, so that it may not be whole. */
  readonly isCut?: true;
}

/** In characters. The whole state of a long conversation fits; an event that never ends does not. */
const LARGEST_EVENT = 64 * 1024 * 1024;

/**
 * The events in a stream of bytes, however it is split into chunks. Yields all events that a chunk completes at once,
 * because yielding them one by one would cost as much as parsing them (docs/performance.md). Omits comments. Stopping
 * early ends the source as well.
 *
 * @param largestEvent in characters
 * @throws Error when one event is too large
 */
export async function* readEvents(
  chunks: AsyncIterable<Uint8Array>,
  largestEvent = LARGEST_EVENT,
): AsyncGenerator<readonly ServerEvent[]> {
  let events: ServerEvent[] = [];
  const parser = createParser({
    maxBufferSize: largestEvent,
    onEvent: ({ event = "message", data, id }) => events.push(id === undefined ? { event, data } : { event, data, id }),
    onError: (error) => {
      if (error.type === "max-buffer-size-exceeded") {
        throw new Error(`one event is larger than ${String(largestEvent)} characters`);
      }
    },
  });
  // Also removes a byte order mark.
  const decoder = new TextDecoder();
  let end = EMPTY_LINE;
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    parser.feed(text);
    if (events.length > 0) {
      yield events;
      events = [];
    }
    end = (end + text.slice(-4)).slice(-4);
  }
  if (end.endsWith("\r")) {
    // The parser is waiting for a line feed that might follow.
    parser.feed("\n");
    yield events;
  }
  if (!ENDS_WITH_EMPTY_LINE.test(end)) {
    events = [];
    parser.feed("\n\n");
    // Whether the data of the last one is whole is for its reader to say. What has no data is no event.
    yield events.map((event, index) => (index === events.length - 1 ? { ...event, isCut: true as const } : event));
  }
}

/** What is wrong with a stream that ended too early. */
export const IN_THE_MIDDLE = "the stream ended in the middle of an event";

const EMPTY_LINE = "\n\n";
const ENDS_WITH_EMPTY_LINE = /(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r)$/;
