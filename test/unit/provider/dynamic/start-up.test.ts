import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** The modules that `script` has loaded when it ends, in a process of its own. `provider` is there already. */
function loadedBy(script: string): string[] {
  const provider = JSON.stringify(join(__dirname, "../../../../dist/provider/dynamic/index.js"));
  const program = `
    const provider = require(${provider});
    const settings = {
      "deepagents:apiKey": "key",
      "deepagents:endpoint": "http://127.0.0.1:9",
      "deepagents:maxRetries": "0",
    };
    const config = { get: (name) => settings[name] };
    (async () => {
      await provider.agent.configure({ config });
      ${script}
      console.log(JSON.stringify(Object.keys(require.cache)));
    })();`;
  return JSON.parse(execFileSync(process.execPath, ["-e", program], { encoding: "utf8" })) as string[];
}

const needed = (files: readonly string[]): string[] => files.filter((file) => /node_modules\/undici\//.test(file));

it("what sends nothing loads nothing to send with", () => {
  const loaded = loadedBy(`
    const inputs = { name: "a", systemPrompt: "Be brief." };
    const { failures } = await provider.agent.check(inputs, inputs);
    if (failures.length > 0) throw new Error(failures[0].reason);
    await provider.agent.diff("8f9f0a3a-4f57-4d2c-9d0e-3b1f6a1c2d4e", inputs, inputs);`);
  expect(loaded.some((file) => file.endsWith(join("resources", "agent", "agent.js")))).toBe(true);
  expect(needed(loaded)).toEqual([]);
});

it("what sends something loads it", () => {
  const loaded = loadedBy(`await provider.agent.delete("8f9f0a3a-4f57-4d2c-9d0e-3b1f6a1c2d4e", {}).catch(() => {});`);
  expect(needed(loaded)).not.toEqual([]);
});
