import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { readEvents, type ServerEvent } from "../../../../provider/client/sse";
import { randomFrom } from "../bad-inputs/random";
import { collect } from "./support";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** `content`, split at `cuts`. */
// eslint-disable-next-line @typescript-eslint/require-await
async function* pieces(content: Uint8Array, cuts: readonly number[] = []): AsyncGenerator<Uint8Array> {
  const ends = [...cuts, content.length].sort((a, b) => a - b);
  for (const [index, end] of ends.entries()) {
    yield content.subarray(ends[index - 1] ?? 0, end);
  }
}

/** The events of `readEvents`, one by one. */
async function* singly(...args: Parameters<typeof readEvents>): AsyncGenerator<ServerEvent> {
  for await (const events of readEvents(...args)) {
    yield* events;
  }
}

function eventsIn(content: string | Uint8Array, cuts?: readonly number[]): Promise<ServerEvent[]> {
  return collect(singly(pieces(typeof content === "string" ? bytes(content) : content, cuts)));
}

describe("events are read", () => {
  it.each([
    ["a name and data", "event: values\ndata: {}\n\n", [{ event: "values", data: "{}" }]],
    ["no name", "data: a\n\n", [{ event: "message", data: "a" }]],
    ["an id", "id: 7\ndata: a\n\n", [{ event: "message", data: "a", id: "7" }]],
    ["data of several lines", "data: {\ndata:  1\ndata\ndata: }\n\n", [{ event: "message", data: "{\n 1\n\n}" }]],
    ["no space after the colon", "event:values\ndata:{}\n\n", [{ event: "values", data: "{}" }]],
    ["empty data", "event: end\ndata:\n\n", [{ event: "end", data: "" }]],
    ["no data", "event: values\n\n", []],
    ["unknown fields", "retry: 5\nfoo: bar\nfoo\ndata: a\n\n", [{ event: "message", data: "a" }]],
    ["comments", ": heartbeat\n\n:\ndata: a\n: between\ndata: b\n\n: bye\n\n", [{ event: "message", data: "a\nb" }]],
    ["a byte order mark", "\uFEFFdata: a\n\n", [{ event: "message", data: "a" }]],
    ["nothing", "", []],
    ["only a byte order mark", "\uFEFF", []],
    ["only empty lines", "\n\n\n", []],
  ])("with %s", async (_, stream, expected) => {
    expect(await eventsIn(stream)).toEqual(expected);
  });

  it.each([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
    ["CR", "\r"],
  ])("with lines that end in %s, split at every byte", async (_, newline) => {
    const stream = bytes(["event: a", "data: 1", "data: 2", "", ": hi", "", "data: 3", "", ""].join(newline));
    const expected = [
      { event: "a", data: "1\n2" },
      { event: "message", data: "3" },
    ];
    for (let cut = 0; cut <= stream.length; cut += 1) {
      expect(await eventsIn(stream, [cut])).toEqual(expected);
    }
    expect(await eventsIn(stream, [...stream.keys()])).toEqual(expected);
  });

  it("with characters of several bytes, split inside them", async () => {
    const stream = bytes("\uFEFFdata: Zürich 東京 👩‍🚀\n\n");
    expect(await eventsIn(stream, [...stream.keys()])).toEqual([{ event: "message", data: "Zürich 東京 👩‍🚀" }]);
  });

  it("as soon as they are complete", async () => {
    let sent = 0;
    // eslint-disable-next-line @typescript-eslint/require-await
    async function* source(): AsyncGenerator<Uint8Array> {
      for (const part of ["data: 1\n\ndata", ": 2\n\n", "data: 3\n\n"]) {
        sent += 1;
        yield bytes(part);
      }
    }
    const seen: [string, number][] = [];
    for await (const { data } of singly(source())) {
      seen.push([data, sent]);
    }
    expect(seen).toEqual([
      ["1", 1],
      ["2", 2],
      ["3", 3],
    ]);
  });
});

describe("any stream gives the same events wherever it is split", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])("with seed %i", async (seed) => {
    const fraction = randomFrom(seed);
    const random: Random = (limit) => Math.floor(fraction() * limit);
    for (let round = 0; round < 100; round += 1) {
      const { text, events } = anyStream(random);
      const stream = bytes(text);
      const cuts = Array.from({ length: random(20) }, () => random(stream.length + 1));
      expect({ text, cuts, events: await eventsIn(stream, cuts) }).toEqual({ text, cuts, events });
    }
  });
});

describe("a stream that does not arrive whole", () => {
  const stream = "event: values\r\ndata: {}\r\n\r\n";

  it("is distinguished from one that ended, wherever it broke in the data", async () => {
    const whole = bytes(stream);
    // Without the last byte only the line feed of a CRLF is missing.
    await expect(eventsIn(whole)).resolves.toEqual([{ event: "values", data: "{}" }]);
    await expect(eventsIn(whole.subarray(0, -1))).resolves.toEqual([{ event: "values", data: "{}" }]);
    const data = stream.indexOf("data") + "data".length;
    for (let end = 1; end < whole.length - 1; end += 1) {
      const cut = expect.objectContaining({ event: "values", isCut: true }) as unknown;
      await expect(eventsIn(whole.subarray(0, end))).resolves.toEqual(end < data ? [] : [cut]);
    }
  });

  it.each([": keep-alive\n", ": keep-alive", "data: {}\n\n: keep-alive"])(
    "may end with a comment: %j",
    async (text) => {
      await expect(eventsIn(bytes(text))).resolves.toHaveLength(text.startsWith(":") ? 0 : 1);
    },
  );

  it("gives the events before the break first", async () => {
    const reader = singly(pieces(bytes(`${stream}event: upd\ndata: {`)));
    await expect(reader.next()).resolves.toEqual({ value: { event: "values", data: "{}" }, done: false });
    await expect(reader.next()).resolves.toMatchObject({ value: { event: "upd", data: "{", isCut: true } });
  });

  it("passes on the error of its source", async () => {
    // eslint-disable-next-line @typescript-eslint/require-await
    async function* source(): AsyncGenerator<Uint8Array> {
      yield bytes(stream);
      throw new Error("connection reset");
    }
    await expect(collect(singly(source()))).rejects.toThrow("connection reset");
  });
});

describe("memory", () => {
  const MB = 1024 * 1024;

  it.each([
    ["one line", (filler: string) => filler],
    ["many lines", (filler: string) => `${filler}\ndata: `],
  ])("does not grow with an event that never ends: %s", async (_, part) => {
    let sent = 0;
    let ended = false;
    // eslint-disable-next-line @typescript-eslint/require-await
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        yield bytes("data: ");
        for (;;) {
          sent += 1;
          yield bytes(part("x".repeat(1000)));
        }
      } finally {
        ended = true;
      }
    }
    await expect(collect(singly(endless(), 10_000))).rejects.toThrow("one event is larger than 10000 characters");
    expect(sent).toBeLessThan(15);
    expect(ended).toBe(true);
  });

  it("is released by stopping early, which ends the source", async () => {
    let ended = false;
    // eslint-disable-next-line @typescript-eslint/require-await
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          yield bytes("data: a\n\ndata: b\n\n");
        }
      } finally {
        ended = true;
      }
    }
    for await (const { data } of singly(source())) {
      expect(data).toBe("a");
      break;
    }
    expect(ended).toBe(true);
  });

  it("stays constant while 100 MB pass through", async () => {
    const event = bytes(`event: values\r\ndata: {"text":"${"ä".repeat(2000)}"}\r\n\r\n: heartbeat\r\n\r\n`);
    const count = Math.ceil((100 * MB) / event.length);
    // eslint-disable-next-line @typescript-eslint/require-await
    async function* source(): AsyncGenerator<Uint8Array> {
      // Chunks of 16 KiB, like those of sockets, made while they are read.
      const block = Buffer.concat(Array.from({ length: 16 }, () => event));
      for (let sent = 0; sent < count; sent += 16) {
        for (let from = 0; from < block.length; from += 16 * 1024) {
          yield Uint8Array.from(block.subarray(from, from + 16 * 1024));
        }
      }
    }
    const before = memoryInUse();
    let most = before;
    let seen = 0;
    let characters = 0;
    for await (const { data } of singly(source())) {
      seen += 1;
      characters += data.length;
      if (seen % 2000 === 0) {
        most = Math.max(most, memoryInUse());
      }
    }
    expect(seen).toBeGreaterThanOrEqual(count);
    expect(characters).toBe(seen * 2011);
    expect(most - before).toBeLessThan(16 * MB);
  });
});

/** The used memory in bytes, after a collection. */
function memoryInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A whole number from 0, below `limit`. */
type Random = (limit: number) => number;

/** A valid stream, and the events in it. */
function anyStream(random: Random): { text: string; events: ServerEvent[] } {
  const pick = <T>(...choices: readonly [T, ...T[]]): T => choices[random(choices.length)] ?? choices[0];
  // One kind per stream, because in a mixture a CR before an LF would make one line end of two.
  const newline = pick("\n", "\r\n", "\r");
  const word = (): string =>
    Array.from({ length: random(8) }, () => pick("a", ":", " ", "é", "東", "👩‍🚀", "{", "\t")).join("");
  const events: ServerEvent[] = [];
  const lines: string[] = [];
  for (let left = random(6); left > 0; left -= 1) {
    const data = Array.from({ length: random(4) }, word);
    const name = pick(undefined, "values", "updates|tools:1", "messages");
    const id = pick(undefined, undefined, "1", "ü");
    lines.push(...(id === undefined ? [] : [`id: ${id}`]), ...(name === undefined ? [] : [`event: ${name}`]));
    for (const line of data) {
      lines.push(...pick([], [`: ${word()}`], [":"], ["retry: 5"]), `data: ${line}`);
    }
    lines.push("", ...pick([], ["", ""], [": heartbeat", ""]));
    if (data.length > 0) {
      events.push({ event: name ?? "message", data: data.join("\n"), ...(id === undefined ? {} : { id }) });
    }
  }
  return { text: pick("", "\uFEFF") + lines.map((line) => line + newline).join(""), events };
}
