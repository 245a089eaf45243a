/** npm run bench [-- OPTIONS]: the provider, measured beside the engine's floor. --help says more. */
import path from "node:path";
import { step } from "../bootstrap/messages.js";
import type { Paths } from "../bootstrap/paths.js";
import type { NamedResult, Result } from "./measurement.ts";
import { helpText, readOptions } from "./options.ts";
import { markdown, writeReport } from "./report.ts";
import { SUITES } from "./suites/index.ts";
import { withWorkspace } from "./workspace.ts";

export async function bench(paths: Paths, args: readonly string[]): Promise<void> {
  const { help, only, out, scale } = readOptions(args, SUITES);
  if (help) {
    console.log(helpText(SUITES));
    return;
  }
  const results: NamedResult[] = [];
  let files: string[] = [];
  for (const { name, title, run } of SUITES.filter((suite) => only.length === 0 || only.includes(suite.name))) {
    const result: Result = await step(title, (progress) =>
      withWorkspace((workspace) => run({ paths, scale, workspace }, progress)),
    );
    results.push({ name, title, ...result });
    // After each: who stops us keeps what is there.
    files = writeReport(path.resolve(paths.root, out), results, scale);
  }
  console.log(`\n${markdown(results)}\nWritten to ${out}: ${files.join(", ")}.`);
}
