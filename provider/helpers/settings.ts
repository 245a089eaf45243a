/** The settings in the namespace `deepagents` of Pulumi config. A program reads this file to check their names. */
import { closest, either } from "./text";

/** What the settings are called, after `deepagents:`. */
const SETTING_KEYS = [
  "apiKey",
  "endpoint",
  "workspaceId",
  "timeoutSeconds",
  "maxRetries",
  "concurrency",
  "verifyTools",
  "offline",
  "policies",
] as const;

export type SettingKey = (typeof SETTING_KEYS)[number];

/**
 * What is wrong with the names of a stack's settings: a misspelt endpoint would send everything to the real service.
 *
 * @param keys fully qualified Pulumi config keys, of any namespace
 */
export function settingProblem(keys: readonly string[]): string | undefined {
  const names = keys.filter((key) => key.startsWith("deepagents:")).map((key) => key.slice("deepagents:".length));
  const unknown = names.find((name) => !(SETTING_KEYS as readonly string[]).includes(name));
  if (unknown === undefined) {
    return undefined;
  }
  const meant = closest(unknown, SETTING_KEYS);
  return (
    `deepagents:${unknown} is not a setting: ` +
    (meant === undefined
      ? `there are ${either(SETTING_KEYS).replace(" or ", " and ")}. Give a value of your own another namespace`
      : `did you mean deepagents:${meant}?`) +
    ` (\`pulumi config rm deepagents:${unknown}\` removes it)`
  );
}
