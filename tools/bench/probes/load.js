// @ts-check
/**
 * How many requests a second a server answers while 64 connections ask for its agents in turn, or change them.
 * Arguments: its URL, the API key, GET or PATCH, and for how many seconds. Prints milliseconds and counts.
 */
const autocannon = require("autocannon");

const [url = "", apiKey = "", method, seconds] = process.argv.slice(2);
const headers = { "X-Api-Key": apiKey, "Content-Type": "application/json" };

async function main() {
  const answer = await fetch(`${url}/v1/deepagents/agents?page_size=100`, { headers });
  const { items } = /** @type {{ items: { id: string }[] }} */ (await answer.json());
  const result = await autocannon({
    url,
    connections: 64,
    duration: Number(seconds),
    headers,
    // Every PATCH is a change: [<id>] becomes another text each time.
    idReplacement: method === "PATCH",
    requests: items.map(({ id }) => ({
      path: `/v1/deepagents/agents/${id}`,
      ...(method === "PATCH" ? { method, body: JSON.stringify({ system_prompt: "[<id>]" }) } : {}),
    })),
  });
  const { requests, latency, errors, non2xx } = result;
  console.log(
    JSON.stringify({ perSecond: requests.average, p50: latency.p50, p99: latency.p99, failed: errors + non2xx }),
  );
}

void main();
