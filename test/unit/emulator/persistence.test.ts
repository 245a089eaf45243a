import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EmulatorStartError, startEmulator } from "../../../emulator/index";
import {
  AGENTS,
  call,
  closeAll,
  createAgent,
  createMcpServer,
  createThread,
  getAgent,
  MCP_SERVERS,
  patchAgent,
  start,
  THREADS,
} from "./support";

const SECRET = "Bearer very-secret-value-4711";

let dataDir: string;
beforeEach(() => {
  dataDir = join(mkdtempSync(join(tmpdir(), "emulator-")), "data");
});
afterEach(async () => {
  await closeAll();
  rmSync(dataDir, { recursive: true, force: true });
});

it("everything survives a restart and can be changed afterwards", async () => {
  const first = await start({ dataDir });
  const agent = await createAgent(first, { name: "a", system_prompt: "p", extras: { a: 1 }, skills: [{ name: "s" }] });
  const server = await createMcpServer(first, {
    name: "m",
    url: "https://x.example.com",
    headers: [{ key: "A", value: SECRET }],
  });
  const thread = await createThread(first, { agent_id: agent.id, metadata: { deep: [{ a: null }] } });
  await first.close();

  const second = await start({ dataDir });
  expect(await getAgent(second, agent.id)).toEqual(agent);
  expect((await call(second, "GET", `${MCP_SERVERS}/${server.id}`)).body).toEqual(server);
  expect((await call(second, "GET", `${THREADS}/${thread.id}`)).body).toMatchObject(thread);
  expect(second.requests).toHaveLength(3);
  const changed = await patchAgent(second, agent.id, {});
  expect(changed.updated_at! > agent.updated_at!).toBe(true);
  expect(changed.revision).not.toBe(agent.revision);
});

it("a data directory from before there were threads is taken over unchanged", async () => {
  const first = await start({ dataDir });
  const agent = await createAgent(first, { name: "a", system_prompt: "p" });
  await first.close();
  const old = new DatabaseSync(join(dataDir, "emulator.db"));
  const added = old
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()
    .map(({ name }) => String(name))
    .filter((name) => !["meta", "agents", "commits", "mcp_servers"].includes(name));
  old.exec("PRAGMA foreign_keys = OFF");
  for (const table of added) {
    old.exec(`DROP TABLE ${table}`);
  }
  old.exec("PRAGMA user_version = 1");
  old.close();

  const second = await start({ dataDir });
  expect(await getAgent(second, agent.id)).toEqual(agent);
  const { id } = await createThread(second, { agent_id: agent.id });
  await second.close();
  expect((await call(await start({ dataDir }), "GET", `${THREADS}/${id}`)).status).toBe(200);
});

it("an emulator without a data directory starts empty", async () => {
  const first = await start();
  await createAgent(first, { name: "a" });
  await first.close();
  expect((await call(await start(), "GET", AGENTS)).body).toMatchObject({ items: [] });
});

it("header values appear in no file, no log and no error, neither while the emulator runs nor afterwards", async () => {
  const stderr = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  const stdout = jest.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    const emulator = await start({ dataDir });
    const headers = [{ key: "Authorization", value: SECRET }];
    const { id } = await createMcpServer(emulator, { name: "m", url: "https://x.example.com", headers });
    for (const body of [
      { headers: [{ key: "A", value: `${SECRET}\n` }] },
      { headers: [{ key: "A", value: { nested: SECRET } }] },
      { headers, auth_type: "nope" },
      { headers, other: SECRET },
    ]) {
      expect((await call(emulator, "PATCH", `${MCP_SERVERS}/${id}`, { body })).text).not.toContain(SECRET);
    }
    expect(
      (await call(emulator, "POST", MCP_SERVERS, { body: { name: "m", url: "https://x.example.com", headers } })).text,
    ).not.toContain(SECRET);
    expectNowhere(dataDir);
    await call(emulator, "DELETE", `${MCP_SERVERS}/${id}`);
    await emulator.close();
    expectNowhere(dataDir);
    const written = [...stderr.mock.calls, ...stdout.mock.calls].map(([chunk]) => String(chunk)).join("");
    expect(written + JSON.stringify(emulator.requests)).not.toContain(SECRET);
  } finally {
    stderr.mockRestore();
    stdout.mockRestore();
  }
});

/** Searches every file for the secret, its parts, and its base64 form. */
function expectNowhere(folder: string): void {
  const files = readdirSync(folder);
  expect(files).toContain("emulator.db");
  for (const file of files) {
    const bytes = readFileSync(join(folder, file));
    for (const form of [
      SECRET,
      "very-secret",
      Buffer.from(SECRET).toString("base64").slice(0, 16),
      Buffer.from(SECRET).toString("hex"),
    ]) {
      expect({ file, found: bytes.includes(form) }).toEqual({ file, found: false });
    }
  }
}

it("only the user can read the key that encrypts the headers", async () => {
  await start({ dataDir });
  expect(statSync(join(dataDir, "header.key")).mode & 0o777).toBe(0o600);
});

it("a lost key is noticed at the start, not at the first read", async () => {
  await (await start({ dataDir })).close();
  rmSync(join(dataDir, "header.key"));
  await expect(startEmulator({ dataDir })).rejects.toThrow(EmulatorStartError);
});

it("a second emulator on the same data is refused until the first one is closed", async () => {
  const first = await start({ dataDir });
  await createAgent(first, { name: "a" });
  await expect(startEmulator({ dataDir })).rejects.toThrow(/Another emulator is using the data directory .*; stop it/);
  expect((await call(first, "GET", AGENTS)).status).toBe(200);
  await first.close();
  await start({ dataDir });
});

it("a port that is taken is refused, and the data directory is released", async () => {
  const first = await start();
  const port = Number(new URL(first.url).port);
  await expect(startEmulator({ port, dataDir })).rejects.toThrow(/Port \d+ is in use; stop what listens there/);
  await start({ dataDir });
});

it("closing twice has the effect of closing once, and the port is free again", async () => {
  const first = await start();
  const port = Number(new URL(first.url).port);
  await call(first, "GET", AGENTS);
  await Promise.all([first.close(), first.close()]);
  await first.close();
  await start({ port });
});
