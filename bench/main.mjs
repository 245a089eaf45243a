// @ts-check
// npm run bench [-- OPTIONS]: set-up, then the provider measured beside the engine's floor. --help says more.
import path from "node:path";
import { main } from "../scripts/lib/main.js";
import { checkout } from "../scripts/lib/root.js";
import { setUp } from "../scripts/lib/setup/set-up.js";
import { step } from "../scripts/lib/steps.js";
import { helpText, readOptions } from "./lib/options.js";
import { writeReport } from "./lib/report.js";
import { markdown } from "./lib/table.js";
import { withWorkspace } from "./lib/workspace.js";
import { SUITES } from "./suites/index.js";

await main(async () => {
  const { help, only, out, scale } = readOptions(process.argv.slice(2), SUITES);
  if (help) {
    console.log(helpText(SUITES));
    return;
  }
  await setUp(checkout);
  const results = [];
  /** @type {string[]} */
  let files = [];
  for (const { name, title, run } of SUITES.filter((suite) => only.length === 0 || only.includes(suite.name))) {
    const result = await step(title, (progress) =>
      withWorkspace((workspace) => run({ paths: checkout, scale, workspace }, progress)),
    );
    results.push({ name, title, ...result });
    // After each: who stops us keeps what is there.
    files = writeReport(path.resolve(checkout.root, out), results, scale);
  }
  console.log(`\n${markdown(results)}\nWritten to ${out}: ${files.join(", ")}.`);
});
