import { type Api, ApiClient, apiOver } from "../../../../provider/client";
import { Inventory } from "../../../../provider/resources/inventory";
import type { Context } from "../../../../provider/resources/resource";
import { resolveConfig } from "../../../../provider/config/config";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../../emulator/index";

/** The API on its own strict emulator, on which a field that the API does not have fails the test. */
export interface OnEmulator {
  readonly emulator: Emulator;
  readonly api: Api;
  /** The context of a new deployment's operation, with `apiKey` or the emulator's own key. */
  readonly deploy: (apiKey?: string) => Context;
  /** What the person who deploys was shown. */
  readonly logged: string[];
  /** The requests that write, since the last call. */
  readonly writes: () => string[];
}

/** @param verifyTools whether MCP servers are asked for their tools; most tests have none that answers */
export async function onEmulator(options: EmulatorOptions = {}, verifyTools = false): Promise<OnEmulator> {
  const emulator = await startEmulator({ strict: true, ...options });
  const apiWith = (apiKey: string): Api => {
    const settings: Record<string, string> = { "deepagents:apiKey": apiKey, "deepagents:endpoint": emulator.url };
    // Does not wait between attempts, because the delay has tests of its own.
    return apiOver(
      new ApiClient(
        resolveConfig((key) => settings[key], {}),
        { sleep: () => Promise.resolve() },
      ),
    );
  };
  const writes = (): string[] => {
    const made = emulator.requests.filter(({ method }) => method !== "GET");
    emulator.clearRequests();
    return made.map(({ method, path }) => `${method} ${path.replace("/v1/deepagents", "")}`);
  };
  const logged: string[] = [];
  const deploy = (apiKey = emulator.apiKey): Context => ({
    api: apiWith(apiKey),
    connect: () => apiWith(apiKey),
    inventory: new Inventory(() => apiWith(apiKey), verifyTools),
    log: (line) => logged.push(line),
    logWithUrls: (line) => logged.push(line),
    signal: new AbortController().signal,
  });
  return { emulator, api: apiWith(emulator.apiKey), deploy, logged, writes };
}
