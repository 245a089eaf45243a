/** The command `emulator` of the compiled command line, as a separate process. */
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";
import { version } from "../../../package.json";
import { currentFolder, spawnCli, startEmulatorCommand } from "./own-processes";

const DEMO_KEY = "lsv2_local_emulator_demo_key";

function get(url: string, key = DEMO_KEY, init: RequestInit = {}) {
  return fetch(`${url}/v1/deepagents/agents`, {
    headers: { "X-Api-Key": key, "Content-Type": "application/json" },
    ...init,
  });
}

it.each(["SIGTERM", "SIGINT"] as const)("prints where it listens, answers, and ends cleanly on %s", async (signal) => {
  const cli = await startEmulatorCommand("--quiet");
  expect((await get(cli.url)).status).toBe(200);
  cli.process.kill(signal);
  expect(await cli.exit).toEqual({ code: 0, stdout: `listening on ${cli.url}\n`, stderr: "" });
  await expect(get(cli.url)).rejects.toThrow();
});

it("prints a line for each request, without its query, its body or a key", async () => {
  const cli = await startEmulatorCommand();
  await get(`${cli.url}/v1/deepagents/mcp/tools?url=canary&x=`);
  await get(cli.url, DEMO_KEY, { method: "POST", body: '{"name":"canary"}' });
  await get(cli.url, "canary");
  cli.process.kill("SIGTERM");
  const { stdout, stderr } = await cli.exit;
  expect(stdout).toBe(`listening on ${cli.url}\n`);
  expect(stderr.replace(/\d+ ms/g, "N ms").split("\n")).toEqual([
    expect.stringMatching(/^GET \/v1\/deepagents\/mcp\/tools\S* 4\d\d N ms$/),
    "POST /v1/deepagents/agents 201 N ms",
    "GET /v1/deepagents/agents 403 N ms",
    "",
  ]);
  expect(stderr).not.toContain("canary");
});

it("keeps its data in .deepagents-emulator in the current directory, even if it is killed", async () => {
  const first = await startEmulatorCommand();
  const created = await get(first.url, DEMO_KEY, { method: "POST", body: '{"name":"kept"}' });
  expect(created.status).toBe(201);
  first.process.kill("SIGKILL");
  await first.exit;
  expect(readdirSync(currentFolder())).toEqual([".deepagents-emulator"]);
  const second = await startEmulatorCommand();
  expect(await (await get(second.url)).json()).toMatchObject({ items: [{ name: "kept" }] });
});

it("takes a data directory, keys, a limit and strictness", async () => {
  const cli = await startEmulatorCommand(
    "--data",
    "elsewhere",
    "--api-key",
    "mine",
    "--scoped-key",
    "reader=agents:read",
    "--scoped-key",
    "k=v=agents:create,agents:read",
    "--agent-limit",
    "1",
    "--strict",
  );
  expect(readdirSync(currentFolder())).toEqual(["elsewhere"]);
  expect((await get(cli.url)).status).toBe(403);
  expect((await get(cli.url, "reader")).status).toBe(200);
  const post = async (key: string, body: object) => {
    const answer = await get(cli.url, key, { method: "POST", body: JSON.stringify(body) });
    return { status: answer.status, text: await answer.text() };
  };
  expect(await post("reader", {})).toEqual({ status: 403, text: "missing permission agents:create" });
  expect((await post("k=v", { name: "a", nme: "b" })).text).toContain("nme is not a field of this request");
  expect((await post("k=v", { name: "a" })).status).toBe(201);
  expect((await post("mine", { name: "b" })).status).toBe(409);
});

it("says in one sentence what to do about a port in use", async () => {
  const blocker = createServer().listen(0, "127.0.0.1");
  await once(blocker, "listening");
  const { port } = blocker.address() as { port: number };
  const { code, stdout, stderr } = await spawnCli("emulator", "--port", String(port)).exit;
  blocker.close();
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toBe(
    `error: Port ${String(port)} is in use; stop what listens there, or choose another port (0 for any).\n`,
  );
});

it("says in one sentence what to do about a data directory in use", async () => {
  await startEmulatorCommand();
  const { code, stderr } = await spawnCli("emulator", "--port", "0").exit;
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^error: Another emulator is using the data directory .*; stop it, or choose another directory\.\n$/,
  );
});

it.each([
  [["--port", "70000"], "0 to 65535"],
  [["--port", "x"], "0 to 65535"],
  [["--agent-limit", "-1"], "whole number"],
  [["--api-key", " "], "blank"],
  [["--scoped-key", "k"], "KEY="],
  [["--scoped-key", "k=agents:fly"], "'agents:fly' is not a permission"],
  [["--host", "0.0.0.0"], "unknown option"],
])("refuses %j", async (args, message) => {
  const { code, stdout, stderr } = await spawnCli("emulator", ...args).exit;
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain(message);
});

it("names every option in its help and prints the package's version", async () => {
  const help = await spawnCli("emulator", "--help").exit;
  for (const word of [
    "--port",
    "8123",
    "--data",
    "--api-key",
    DEMO_KEY,
    "--scoped-key",
    "--agent-limit",
    "--strict",
    "mcp-servers:invoke",
  ]) {
    expect(help.stdout).toContain(word);
  }
  expect((await spawnCli("--version").exit).stdout).toBe(`${version}\n`);
});
