import { type Api, ApiClient, apiOver } from "../../../../provider/client";
import { Inventory } from "../../../../provider/resources/inventory";
import type { Context } from "../../../../provider/resources/resource";
import { resolveConfig } from "../../../../provider/config/config";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../../emulator/index";

/** The API on an emulator of its own, strict: a field that the API does not have fails the test. */
export interface OnEmulator {
  readonly emulator: Emulator;
  readonly api: Api;
  /** What an operation of a new deployment works with; `apiKey` instead of the emulator's own. */
  readonly deploy: (apiKey?: string) => Context;
  /** What was logged for the person who deploys. */
  readonly logged: string[];
  /** The requests that write, since the last call. */
  readonly writes: () => string[];
}

export async function onEmulator(options: EmulatorOptions = {}): Promise<OnEmulator> {
  const emulator = await startEmulator({ strict: true, ...options });
  const apiWith = (apiKey: string): Api => {
    const settings: Record<string, string> = { "deepagents:apiKey": apiKey, "deepagents:endpoint": emulator.url };
    // Without waiting between attempts: how long that takes is tested where the policy is.
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
    inventory: new Inventory(() => apiWith(apiKey)),
    log: (line) => logged.push(line),
    signal: new AbortController().signal,
  });
  return { emulator, api: apiWith(emulator.apiKey), deploy, logged, writes };
}
