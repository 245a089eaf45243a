import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { ApiClient } from "../../../../provider/client/client";
import { resolveConfig } from "../../../../provider/config/config";
import { answer, closeServers, serve } from "./support";

const API = "https://api.example.invalid";
/** What undici itself reads from the environment. */
const OURS = ["no_proxy", "NO_PROXY"].map((name) => [name, process.env[name]] as const);

let proxy: Server;
/** What the proxy was asked to connect to, and as whom. */
let asked: (string | undefined)[][];
let status: number;

beforeEach(async () => {
  for (const [name] of OURS) {
    delete process.env[name];
  }
  asked = [];
  status = 502;
  proxy = createServer().on("connect", (request, socket) => {
    asked.push([request.url, request.headers["proxy-authorization"]]);
    socket.end(`HTTP/1.1 ${String(status)} No\r\n\r\n`);
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
});
afterEach(async () => {
  for (const [name, value] of OURS) {
    if (value !== undefined) {
      process.env[name] = value;
    }
  }
  proxy.closeAllConnections();
  await Promise.all([once(proxy.close(), "close"), closeServers()]);
});

const address = (): string => `127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;

/** The error of a request to `endpoint` with these variables. */
async function failure(env: Readonly<Record<string, string>>, endpoint = API): Promise<string> {
  const config = resolveConfig(undefined, { LANGSMITH_API_KEY: "key", LANGSMITH_ENDPOINT: endpoint, ...env });
  const client = new ApiClient({ ...config, maxRetries: 0 });
  return client.json(z.unknown(), { method: "GET", path: "/agents" }).then(JSON.stringify, String);
}

it.each(["HTTPS_PROXY", "https_proxy"])(
  "requests go through the proxy that %s names, and the error does",
  async (name) => {
    expect(await failure({ [name]: `http://${address()}` })).toBe(
      "NoAnswerError: GET /agents got no usable answer: the proxy answered 502 instead of connecting; " +
        `LANGSMITH_ENDPOINT is ${API}, through the proxy http://${address()} (${name})`,
    );
    expect(asked).toEqual([["api.example.invalid:443", undefined]]);
  },
);

it("a proxy without a scheme is one for http, as for other programs", async () => {
  expect(await failure({ HTTPS_PROXY: address() })).toContain(`the proxy http://${address()} (HTTPS_PROXY)`);
});

it("a proxy's user and password are for the proxy alone", async () => {
  status = 407;
  const error = await failure({ HTTPS_PROXY: `http://alice:canary@${address()}` });
  expect(error).toContain("the proxy answered 407 instead of connecting: write its user and password into the URL");
  expect(error).toContain(`the proxy http://${address()} (HTTPS_PROXY)`);
  expect(error).not.toMatch(/alice|canary/);
  expect(asked).toEqual([[expect.anything(), `Basic ${Buffer.from("alice:canary").toString("base64")}`]]);
});

it.each(["NO_PROXY", "no_proxy"])("a host that %s exempts is asked directly, and no proxy is blamed", async (name) => {
  process.env[name] = "other.example.com,.example.invalid";
  const error = await failure({ HTTPS_PROXY: `http://${address()}` });
  expect(error).toMatch(/(ENOTFOUND|EAI_AGAIN).*; LANGSMITH_ENDPOINT is https:\/\/api\.example\.invalid$/);
  expect(asked).toEqual([]);
});

it("a proxy that cannot be reached is named", async () => {
  const gone = `http://${address()}`;
  await once(proxy.close(), "close");
  const error = await failure({ HTTPS_PROXY: gone });
  expect(error).toContain(
    `ECONNREFUSED ${gone.slice(7)}; LANGSMITH_ENDPOINT is ${API}, through the proxy ${gone} (HTTPS_PROXY)`,
  );
  await once(proxy.listen(0, "127.0.0.1"), "listening");
});

it("a loopback address never goes through a proxy", async () => {
  const { url } = await serve(answer(200, '"direct"'));
  expect(await failure({ HTTPS_PROXY: `http://${address()}`, http_proxy: `http://${address()}` }, url)).toBe(
    '"direct"',
  );
  expect(asked).toEqual([]);
});

it("the provider's bundle has what a proxy needs", async () => {
  const program = `
    const provider = require(${JSON.stringify(join(__dirname, "../../../../dist/dynamic.js"))});
    const settings = { "deepagents:apiKey": "key", "deepagents:endpoint": "${API}", "deepagents:maxRetries": "0" };
    (async () => {
      await provider.agent.configure({ config: { get: (name) => settings[name] } });
      await provider.agent.delete("8f9f0a3a-4f57-4d2c-9d0e-3b1f6a1c2d4e", {}).catch((error) => console.log(error.message));
    })();`;
  const env = { PATH: process.env["PATH"], HTTPS_PROXY: `http://${address()}` };
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], { env });
  expect(stdout).toContain("the proxy answered 502 instead of connecting");
});
