// @ts-check
/**
 * How fast a long stream of server-sent events is read, and in how much memory. Arguments: `ours` for the provider's
 * reader or `bare` for a loop around the parser that it uses, and how many bytes.
 */
const { createParser } = require("eventsource-parser");
const { readEvents } = require("../../../dist/provider/client/sse.js");

const [reader, length] = [process.argv[2], Number(process.argv[3])];

/** Events as a run sends them: short ones for each piece of a message, and now and then a whole state. */
const events = Array.from({ length: 400 }, (_, index) => {
  const piece = { type: "AIMessageChunk", id: `run-${index}`, content: "words ".repeat(index % 20 === 0 ? 400 : 10) };
  return `event: messages\nid: ${index}\ndata: ${JSON.stringify([piece, { langgraph_node: "model" }])}\n\n`;
}).join("");
const text = Buffer.from(events);

/** As a socket gives them: cut anywhere. */
async function* chunks() {
  for (let sent = 0; sent < length; sent += text.length) {
    for (let at = 0; at < text.length; at += 65_536) {
      yield text.subarray(at, at + 65_536);
    }
  }
}

async function readBare() {
  let count = 0;
  const parser = createParser({ onEvent: () => (count += 1) });
  const decoder = new TextDecoder();
  for await (const chunk of chunks()) {
    parser.feed(decoder.decode(chunk, { stream: true }));
  }
  return count;
}

async function readOurs() {
  let count = 0;
  for await (const events of readEvents(chunks())) {
    count += events.length;
  }
  return count;
}

const peakBytes = () => process.resourceUsage().maxRSS * 1024;

async function main() {
  const before = peakBytes();
  const start = performance.now();
  const count = await (reader === "bare" ? readBare() : readOurs());
  const seconds = (performance.now() - start) / 1000;
  const sent = Math.ceil(length / text.length) * text.length;
  if (count !== Math.ceil(length / text.length) * 400) {
    throw new Error(`${count} events were read`);
  }
  console.log(JSON.stringify({ bytesPerSecond: sent / seconds, growth: peakBytes() - before }));
}

void main();
