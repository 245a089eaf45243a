// @ts-check
// npm run bench [-- OPTIONS]: set-up, then the provider measured beside the engine's floor. --help says more.
import path from "node:path";
import { main } from "../tools/bootstrap/main.js";
import { checkout } from "../tools/bootstrap/paths.js";
import { setUp } from "../tools/bootstrap/set-up.js";
import { step } from "../tools/bootstrap/messages.js";
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
