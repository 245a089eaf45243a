import { createApp } from "../../../emulator/app";
import { FaultPlan } from "../../../emulator/faults/fault";
import { createOAuth } from "../../../emulator/oauth";
import { RequestLog } from "../../../emulator/request-log";
import { Runtime } from "../../../emulator/runtime/runtime";
import type { Store } from "../../../emulator/store";

it("the message of an unexpected error reaches neither the caller nor the log", async () => {
  const stderr = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    const fail = () => {
      throw new TypeError("could not store Bearer secret-4711");
    };
    const store = { mcpServers: { list: fail } } as unknown as Store;
    const oauth = createOAuth({ store, now: Date.now, origin: () => "http://127.0.0.1" });
    const models = { mode: "scripted" as const };
    const services = {
      store,
      runtime: new Runtime(store, oauth.access, { models, heartbeatMilliseconds: 1 }),
      oauth,
      agentLimit: undefined,
    };
    const faults = new FaultPlan(() => []);
    const app = createApp({ services, log: new RequestLog(), faults, apiKey: "k", scopedKeys: [], strict: true });
    const answer = await app.request("/v1/deepagents/mcp-servers?token=secret-4711", { headers: { "X-Api-Key": "k" } });
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ code: "internal_error", status: 500 });
    const logged = stderr.mock.calls.map(([chunk]) => String(chunk)).join("");
    expect(logged).toBe("emulator: 500 GET /v1/deepagents/mcp-servers?token=[redacted] (TypeError)\n");
    expect(text).not.toContain("secret-4711");
  } finally {
    stderr.mockRestore();
  }
});
