/** How long a stream may be silent, on a clock that only the test advances. */
import type { ServerResponse } from "node:http";
import { Agent, type Dispatcher } from "undici";
import { BrokenStreamError } from "../../../../provider/client/errors";
import { Handoff } from "../../../support/handoff";
import { clientOf, closeServers, serve } from "./support";

const SILENCE_MS = 500;
/** The client looks twice a second, and counts from one look to the next. */
const LONG_SILENCE_MS = 3 * SILENCE_MS;

const received = new Handoff<string>();
const answers = new Handoff<ServerResponse>();

/** The same handler, which also tells the test what has arrived. */
function watched(handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (...args) => handler.onRequestStart?.(...args),
    onResponseStart: (...args) => handler.onResponseStart?.(...args),
    onResponseData: (controller, chunk) => {
      handler.onResponseData?.(controller, chunk);
      received.put(chunk.toString());
    },
    onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
    onResponseError: (...args) => handler.onResponseError?.(...args),
  };
}

beforeAll(() => {
  jest.useFakeTimers({
    doNotFake: ["Date", "hrtime", "nextTick", "performance", "queueMicrotask", "setImmediate", "setInterval"],
  });
});
afterEach(closeServers);
afterAll(() => jest.useRealTimers());

/** A stream that has begun, both of its ends. */
async function openStream() {
  const { url, count } = await serve((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    answers.put(response);
  });
  const dispatcher = new Agent().compose((dispatch) => (options, handler) => dispatch(options, watched(handler)));
  const { client } = clientOf(url, {}, { dispatcher });
  const request = { method: "POST", path: "/threads/t/runs/stream", body: {} } as const;
  const events = client.events(({ data }) => data, request, { silenceMs: SILENCE_MS });
  const first = events.next();
  return { events, first, count, answer: await answers.take() };
}

async function send(answer: ServerResponse, text: string): Promise<void> {
  answer.write(text);
  expect(await received.take()).toBe(text);
}

it("a stream that is silent for too long breaks after its events, and is not requested again", async () => {
  const { events, first, count, answer } = await openStream();
  await send(answer, "data: 1\n\n");
  expect(await first).toEqual({ value: "1", done: false });
  const second = events.next();
  second.catch(() => undefined);
  await jest.advanceTimersByTimeAsync(LONG_SILENCE_MS);
  await expect(second).rejects.toBeInstanceOf(BrokenStreamError);
  await expect(second).rejects.toThrow("broke off: nothing arrived for too long");
  expect(count()).toBe(1);
});

it("heartbeats end a silence", async () => {
  const { first, answer } = await openStream();
  for (let passed = 0; passed < 4 * LONG_SILENCE_MS; passed += SILENCE_MS - 100) {
    await send(answer, ": heartbeat\n\n");
    await jest.advanceTimersByTimeAsync(SILENCE_MS - 100);
  }
  answer.end("data: 1\n\n");
  expect(await first).toEqual({ value: "1", done: false });
});
