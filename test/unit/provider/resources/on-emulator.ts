import { type Api, ApiClient, apiOver } from "../../../../provider/api";
import { resolveConfig } from "../../../../provider/schema/config";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../../emulator";

/** The API on an emulator of its own, strict: a field that the API does not have fails the test. */
export interface OnEmulator {
  readonly emulator: Emulator;
  readonly api: Api;
  /** The same API with another key. */
  readonly apiWith: (apiKey: string) => Api;
  /** The requests that write, since the last call. */
  readonly writes: () => string[];
}

export async function onEmulator(options: EmulatorOptions = {}): Promise<OnEmulator> {
  const emulator = await startEmulator({ strict: true, ...options });
  const apiWith = (apiKey: string): Api => {
    const settings: Record<string, string> = { "deepagents:apiKey": apiKey, "deepagents:endpoint": emulator.url };
    return apiOver(new ApiClient(resolveConfig((key) => settings[key], {})));
  };
  const writes = (): string[] => {
    const made = emulator.requests.filter(({ method }) => method !== "GET");
    emulator.clearRequests();
    return made.map(({ method, path }) => `${method} ${path.replace("/v1/deepagents", "")}`);
  };
  return { emulator, api: apiWith(emulator.apiKey), apiWith, writes };
}
