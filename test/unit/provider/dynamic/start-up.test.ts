import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const DIST = join(__dirname, "../../../../dist");

/** The modules that `script` loads in a separate process, in which `provider` is already defined. */
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

it("loads one file if there is nothing to send", () => {
  const loaded = loadedBy(`
    const inputs = { name: "a", systemPrompt: "Be brief." };
    const { failures } = await provider.agent.check(inputs, inputs);
    if (failures.length > 0) throw new Error(failures[0].reason);
    await provider.agent.diff("8f9f0a3a-4f57-4d2c-9d0e-3b1f6a1c2d4e", inputs, inputs);`);
  expect(loaded).toEqual(["dynamic.js"]);
});

it("loads a second file for the first request", () => {
  const loaded = loadedBy(`await provider.agent.delete("8f9f0a3a-4f57-4d2c-9d0e-3b1f6a1c2d4e", {}).catch(() => {});`);
  expect(loaded).toEqual(["dynamic.js", "undici.js"]);
});

it.each([
  // Most of it is zod, of which `import * as z` drops what is not used and `import { z }` does not.
  ["dynamic.js", 600_000, ["eventsource-parser", "semver", "zod"]],
  // undici's own entry would double it with fetch, WebSocket and mocks.
  ["undici.js", 900_000, ["undici"]],
])("%s contains only what is used, and the licences of other packages", (name, largest, packages) => {
  const text = readFileSync(join(DIST, name), "utf8");
  expect(text.length).toBeLessThan(largest);
  const notice = text.slice(0, text.indexOf("*/"));
  for (const found of packages) {
    expect(notice).toContain(`\n${found}\n`);
  }
  expect(notice.match(/Permission (is hereby granted|to use, copy, modify)/g)).toHaveLength(packages.length);
});
