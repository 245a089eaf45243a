import net from "node:net";
import path from "node:path";
import { PassThrough } from "node:stream";
import { demoKey, findRunning, listening, requireKey } from "../../../scripts/lib/quickstart/local-server.js";
import { USUAL_PORT, canListen, choosePort, deployedPort } from "../../../scripts/lib/quickstart/port.js";
import { configChanges, hasChanges } from "../../../scripts/lib/quickstart/stack.js";
import { summary } from "../../../scripts/lib/quickstart/summary.js";
import { put, temporaryCheckout } from "./temporary-checkout";

describe("the port", () => {
  const free =
    (...ports: number[]) =>
    (port: number) =>
      Promise.resolve(ports.includes(port));

  test("is the usual one where it is free, else any", async () => {
    expect(await choosePort(undefined, free(USUAL_PORT))).toBe(USUAL_PORT);
    expect(await choosePort(undefined, free())).toBe(0);
  });

  test("stays the one that was deployed to, while that is free", async () => {
    expect(await choosePort(4711, free(4711, USUAL_PORT))).toBe(4711);
    expect(await choosePort(4711, free(USUAL_PORT))).toBe(USUAL_PORT);
    expect(await choosePort(4711, free())).toBe(0);
  });

  test.each([
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

  test("counts as taken while something listens on it, and as free after", async () => {
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

  test("is used when it answers", async () => {
    const paths = temporaryCheckout();
    put(paths.runningEmulator, JSON.stringify({ url, pid: 1 }));
    const request = jest.fn(() => Promise.resolve(new Response("[]")));
    expect(await findRunning(paths, request)).toBe(url);
    expect(request).toHaveBeenCalledWith(`${url}/_emulator/requests`, expect.anything());
  });

  test("is not one that has gone, or something else on its port, or none", async () => {
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

  test("is the one that the build has", () => {
    const paths = temporaryCheckout();
    put(path.join(paths.dist, "emulator", "auth.js"), 'exports.DEFAULT_API_KEY = "published";');
    expect(demoKey(paths)).toBe("published");
  });

  test("is tried with one cheap request", async () => {
    const request = answering(200);
    expect(await requireKey(url, "the-key", request)).toBe(true);
    expect(request).toHaveBeenCalledTimes(1);
    expect(request).toHaveBeenCalledWith(
      `${url}/v1/deepagents/agents?page_size=1`,
      expect.objectContaining({ headers: { "X-Api-Key": "the-key" } }),
    );
  });

  test.each([401, 403])("must be ours: %d is one sentence, without the key", async (status) => {
    await expect(requireKey(url, "the-key", answering(status))).rejects.toThrow(
      /^A local server with another API key runs at http:\/\/127\.0\.0\.1:8123: stop it, then run npm start again\.$/,
    );
  });

  test("does not matter once the server has gone", async () => {
    expect(await requireKey(url, "the-key", () => Promise.reject(new Error("ECONNREFUSED")))).toBe(false);
  });
});

describe("waiting until the server listens", () => {
  const never = new Promise<never>(() => undefined);

  test("gives the url of the line, also when it comes in pieces after others", async () => {
    const stdout = new PassThrough();
    const url = listening(stdout, never);
    stdout.write("hello\nlistening on http://127");
    stdout.write(".0.0.1:4711\n");
    expect(await url).toBe("http://127.0.0.1:4711");
  });

  test("ends when the server does", async () => {
    expect(await listening(new PassThrough(), Promise.resolve())).toBeUndefined();
  });

  test("ends after a while, with a message", async () => {
    await expect(listening(new PassThrough(), never, 10)).rejects.toThrow("did not say");
  });
});

describe("the stack's configuration", () => {
  const server = { endpoint: "http://127.0.0.1:8123", apiKey: "the-key" };
  const complete = {
    "deepagents:apiKey": { secret: true },
    "deepagents:endpoint": { value: server.endpoint },
    "deepagents-quickstart:mcpToken": { secret: true },
  };

  test("is set as a whole at first, key and token as secrets", () => {
    expect(configChanges({}, server, () => "the-token")).toEqual([
      ...["--secret", "deepagents:apiKey=the-key"],
      ...["--plaintext", `deepagents:endpoint=${server.endpoint}`],
      ...["--secret", "deepagents-quickstart:mcpToken=the-token"],
    ]);
  });

  test("is left alone when it is right: a new token would be a change of the deployment", () => {
    expect(configChanges(complete, server)).toEqual([]);
  });

  test("follows the server to another port", () => {
    const moved = { ...server, endpoint: "http://127.0.0.1:4711" };
    expect(configChanges(complete, moved)).toEqual(["--plaintext", "deepagents:endpoint=http://127.0.0.1:4711"]);
  });

  test("does not leave a key or a token in plain text", () => {
    const plain = { ...complete, "deepagents:apiKey": { value: "the-key", secret: false } };
    expect(configChanges(plain, server)).toEqual(["--secret", "deepagents:apiKey=the-key"]);
  });

  test("gets another token in every checkout", () => {
    const token = () => configChanges({}, server).at(-1);
    expect(token()).not.toBe(token());
  });
});

test.each([
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

  test("names what was deployed and what to try next", () => {
    const text = summary(outputs, { changed: true, took: "12 s" });
    expect(text).toMatch(/Deployed in 12 s/);
    for (const id of Object.values(outputs)) expect(text).toContain(id);
    for (const command of ["npm start", "npm run emulator", "npm run pulumi -- preview --diff"]) {
      expect(text).toContain(command);
    }
  });

  test("says when nothing changed", () => {
    expect(summary(outputs, { changed: false, took: "3 s" })).toMatch(/Unchanged/);
  });
});
