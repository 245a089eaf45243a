import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const DIST = join(__dirname, "../../../../dist");

/** The modules that `script` has loaded when it ends, in a process of its own. `provider` is there already. */
function loadedBy(script: string): string[] {
  const program = `
    const provider = require(${JSON.stringify(join(DIST, "dynamic.js"))});
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
  const loaded = JSON.parse(execFileSync(process.execPath, ["-e", program], { encoding: "utf8" })) as string[];
  expect(new Set(loaded.map(dirname))).toEqual(new Set([DIST]));
  return loaded.map((file) => basename(file));
}

it("what sends nothing loads one file", () => {
  const loaded = loadedBy(`
    const inputs = { name: "a", systemPrompt: "Be brief." };
    const { failures } = await provider.agent.check(inputs, inputs);
    if (failures.length > 0) throw new Error(failures[0].reason);
    await provider.agent.diff("8f9f0a3a-4f57-4d2c-9d0e-3b1f6a1c2d4e", inputs, inputs);`);
  expect(loaded).toEqual(["dynamic.js"]);
});

it("what sends something loads what it takes, in another", () => {
  const loaded = loadedBy(`await provider.agent.delete("8f9f0a3a-4f57-4d2c-9d0e-3b1f6a1c2d4e", {}).catch(() => {});`);
  expect(loaded).toEqual(["dynamic.js", "undici.js"]);
});

it.each([
  // Most of it is zod: `import * as z` keeps out what is not used, `import { z }` does not.
  ["dynamic.js", 600_000, ["eventsource-parser", "semver", "zod"]],
  // Its own entry would load as much again: fetch, WebSocket and mocks.
  ["undici.js", 900_000, ["undici"]],
])("%s has what is used, and the licences of what is not ours", (name, largest, packages) => {
  const text = readFileSync(join(DIST, name), "utf8");
  expect(text.length).toBeLessThan(largest);
  const notice = text.slice(0, text.indexOf("*/"));
  for (const found of packages) expect(notice).toContain(`\n${found}\n`);
  expect(notice.match(/Permission (is hereby granted|to use, copy, modify)/g)).toHaveLength(packages.length);
});
