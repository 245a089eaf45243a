import net from "node:net";
import path from "node:path";
import { PassThrough } from "node:stream";
import { demoKey, findRunning, requireKey } from "../../../tools/quickstart/local-server.ts";
import { takesToken } from "../../../tools/quickstart/notes-server.ts";
import {
  USUAL_PORTS,
  canListen,
  choosePort,
  deployedPort,
  listening,
  localPort,
} from "../../../tools/quickstart/ports.ts";
import { configChanges, hasChanges, notesOf, providerConfig } from "../../../tools/quickstart/stack.ts";
import { deployed, nextSteps } from "../../../tools/quickstart/start.ts";
import { put, temporaryCheckout } from "./temporary-checkout";

describe("the port", () => {
  const free =
    (...ports: number[]) =>
    (port: number) =>
      Promise.resolve(ports.includes(port));

  it("is the usual one where it is free, else any", async () => {
    expect(await choosePort(undefined, 8123, free(8123))).toBe(8123);
    expect(await choosePort(undefined, 8123, free())).toBe(0);
  });

  it("stays the one that was deployed to, while that is free", async () => {
    expect(await choosePort(4711, 8123, free(4711, 8123))).toBe(4711);
    expect(await choosePort(4711, 8123, free(8123))).toBe(8123);
    expect(await choosePort(4711, 8123, free())).toBe(0);
  });

  it("is another one for each server", () => {
    expect(USUAL_PORTS.notes).not.toBe(USUAL_PORTS.emulator);
  });

  it.each([
    ["http://127.0.0.1:4711/mcp", 4711],
    ["http://127.0.0.1:4711", 4711],
    ["http://127.0.0.1:4711.example.com/mcp", undefined],
    ["https://mcp.example.com/notes", undefined],
    [undefined, undefined],
  ])("of %s is %s, unless that is on another machine", (url, expected) => {
    expect(localPort(url)).toBe(expected);
  });

  it.each([
    ["config:\n  deepagents:endpoint: http://127.0.0.1:4711\n", 4711],
    ['config:\n  deepagents:endpoint: "http://127.0.0.1:4711"\n', 4711],
    ["config:\n  deepagents:endpoint: https://api.smith.langchain.com\n", undefined],
    ["config: {}\n", undefined],
  ])("that was deployed to is in the stack's settings: %j", (settings, expected) => {
    const paths = temporaryCheckout();
    expect(deployedPort(paths)).toBeUndefined();
    put(paths.stackSettings, settings);
    expect(deployedPort(paths)).toBe(expected);
  });

  it("counts as taken while something listens on it, and as free after", async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as net.AddressInfo;
    expect(await canListen(port)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await canListen(port)).toBe(true);
  });
});

describe("the server that runs already", () => {
  const url = "http://127.0.0.1:8123";

  it("is used when it answers", async () => {
    const paths = temporaryCheckout();
    put(paths.runningEmulator, JSON.stringify({ url, pid: 1 }));
    const request = jest.fn(() => Promise.resolve(new Response("[]")));
    expect(await findRunning(paths, request)).toBe(url);
    expect(request).toHaveBeenCalledWith(`${url}/_emulator/requests`, expect.anything());
  });

  it("is not found when it has gone, or when something else listens on its port", async () => {
    const paths = temporaryCheckout();
    const nobody = () => Promise.reject(new Error("ECONNREFUSED"));
    expect(await findRunning(paths, nobody)).toBeUndefined();
    put(paths.runningEmulator, JSON.stringify({ url, pid: 1 }));
    expect(await findRunning(paths, nobody)).toBeUndefined();
    expect(await findRunning(paths, () => Promise.resolve(new Response("", { status: 404 })))).toBeUndefined();
    put(paths.runningEmulator, "{");
    expect(await findRunning(paths, () => Promise.resolve(new Response("[]")))).toBeUndefined();
  });
});

describe("the key of the server that runs already", () => {
  const url = "http://127.0.0.1:8123";
  const answering = (status: number) => jest.fn(() => Promise.resolve(new Response("{}", { status })));

  it("is the one that the build has", () => {
    const paths = temporaryCheckout();
    put(path.join(paths.emulatorDist, "emulator", "context.js"), 'exports.DEFAULT_API_KEY = "published";');
    expect(demoKey(paths)).toBe("published");
  });

  it("is tried with one cheap request", async () => {
    const request = answering(200);
    expect(await requireKey(url, "the-key", request)).toBe(true);
    expect(request).toHaveBeenCalledTimes(1);
    expect(request).toHaveBeenCalledWith(
      `${url}/v1/deepagents/agents?page_size=1`,
      expect.objectContaining({ headers: { "X-Api-Key": "the-key" } }),
    );
  });

  it.each([401, 403])("must be ours: %d is one sentence, without the key", async (status) => {
    await expect(requireKey(url, "the-key", answering(status))).rejects.toThrow(
      /^A local server with another API key runs at http:\/\/127\.0\.0\.1:8123: stop it, then run npm start again\.$/,
    );
  });

  it("does not matter once the server has gone", async () => {
    expect(await requireKey(url, "the-key", () => Promise.reject(new Error("ECONNREFUSED")))).toBe(false);
  });
});

describe("the notes server that runs already", () => {
  const url = "http://127.0.0.1:8124/mcp";
  const answering = (status: number) => jest.fn(() => Promise.resolve(new Response(null, { status })));

  it("is used when it takes the token", async () => {
    const request = answering(405);
    expect(await takesToken(url, "the-token", request)).toBe(true);
    expect(request).toHaveBeenCalledWith(
      url,
      expect.objectContaining({ headers: { Authorization: "Bearer the-token" } }),
    );
  });

  it("is not found when it takes another token, or when something else listens there", async () => {
    expect(await takesToken(url, "the-token", answering(401))).toBe(false);
    expect(await takesToken(url, "the-token", answering(200))).toBe(false);
    expect(await takesToken(url, "the-token", () => Promise.reject(new Error("ECONNREFUSED")))).toBe(false);
  });

  it("is never looked for on another machine: the token would get there", async () => {
    const request = answering(405);
    expect(await takesToken("https://mcp.example.com/notes", "the-token", request)).toBe(false);
    expect(request).not.toHaveBeenCalled();
  });
});

describe("waiting until the server listens", () => {
  const never = new Promise<never>(() => undefined);

  it("gives the url of the line, also when it comes in pieces after others", async () => {
    const stdout = new PassThrough();
    const url = listening("The server", stdout, never);
    stdout.write("hello\nlistening on http://127");
    stdout.write(".0.0.1:4711\n");
    expect(await url).toBe("http://127.0.0.1:4711");
  });

  it("ends when the server does", async () => {
    expect(await listening("The server", new PassThrough(), Promise.resolve())).toBeUndefined();
  });

  it("ends after a while, with a message", async () => {
    await expect(listening("The server", new PassThrough(), never, 10)).rejects.toThrow("The server did not say");
  });
});

describe("the stack's configuration", () => {
  const settings = {
    endpoint: "http://127.0.0.1:8123",
    apiKey: "the-key",
    mcpUrl: "http://127.0.0.1:8124/mcp",
    mcpToken: "the-token",
  };
  const complete = {
    "deepagents:apiKey": { value: "the-key", secret: true },
    "deepagents:endpoint": { value: settings.endpoint, secret: false },
    "deepagents-quickstart:mcpToken": { value: "the-token", secret: true },
    "deepagents-quickstart:mcpUrl": { value: settings.mcpUrl, secret: false },
  };

  it("is set as a whole at first, key and token as secrets", () => {
    expect(configChanges({}, settings)).toEqual(complete);
  });

  it("is left alone when it is right", () => {
    expect(configChanges(complete, settings)).toEqual({});
  });

  it.each([
    ["endpoint", "deepagents:endpoint"],
    ["mcpUrl", "deepagents-quickstart:mcpUrl"],
  ])("follows %s to another port", (name, key) => {
    const moved = { ...settings, [name]: "http://127.0.0.1:4711" };
    expect(configChanges(complete, moved)).toEqual({
      [key]: { value: "http://127.0.0.1:4711", secret: false },
    });
  });

  it("does not leave a key or a token in plain text", () => {
    const plain = { ...complete, "deepagents:apiKey": { value: "the-key", secret: false } };
    expect(configChanges(plain, settings)).toEqual({ "deepagents:apiKey": { value: "the-key", secret: true } });
  });

  it("has the notes server's address and token: a new one would be a change of the deployment", () => {
    expect(notesOf(complete)).toEqual({ url: settings.mcpUrl, token: "the-token" });
  });

  it("gets another token in every checkout, and where the old one lay open", () => {
    const token = notesOf({}).token;
    expect(token).toMatch(/^demo-[0-9a-f]{32}$/);
    expect(notesOf({}).token).not.toBe(token);
    const open = { "deepagents-quickstart:mcpToken": { value: "the-token", secret: false } };
    expect(notesOf(open).token).not.toBe("the-token");
  });

  it("is handed to a client as the provider gets it, without the program's own", () => {
    const config = { ...complete, "deepagents:workspaceId": { value: "a-workspace" } };
    const expected = {
      "deepagents:apiKey": "the-key",
      "deepagents:endpoint": "http://127.0.0.1:4711",
      "deepagents:workspaceId": "a-workspace",
    };
    expect(providerConfig(config, { endpoint: "http://127.0.0.1:4711", apiKey: "another" })).toEqual(expected);
    expect(providerConfig({}, settings)).toEqual({
      "deepagents:apiKey": "the-key",
      "deepagents:endpoint": settings.endpoint,
    });
  });
});

it.each([
  [{ same: 5 }, false],
  [{ same: 4, update: 1 }, true],
  [{ create: 5 }, true],
  [{ same: 5, update: 0 }, false],
  [{}, false],
])("an update with %j has changes: %s", (resourceChanges, expected) => {
  expect(hasChanges({ resourceChanges })).toBe(expected);
});

describe("the summary", () => {
  const outputs = { agentId: "agent-1", revision: "rev-7", mcpServerId: "mcp-3" };

  it("names what was deployed", () => {
    const text = deployed(outputs, { changed: true, took: "12 s" });
    expect(text).toMatch(/Deployed in 12 s/);
    for (const id of Object.values(outputs)) {
      expect(text).toContain(id);
    }
  });

  it("says when nothing changed", () => {
    expect(deployed(outputs, { changed: false, took: "3 s" })).toMatch(/Unchanged/);
  });

  it("names what to try next, and the kind of model where that is known", () => {
    const text = nextSteps({ scripted: true });
    for (const command of [
      "npm start",
      "npm run emulator",
      "npm run notes-server",
      "npm run pulumi -- preview --diff",
    ]) {
      expect(text).toContain(command);
    }
    expect(text).toContain("scripted");
    expect(nextSteps({ scripted: false })).not.toContain("scripted");
  });
});
