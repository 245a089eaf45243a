/** What a program pays for importing the SDK: when it starts, and when it is type-checked. */
import fs from "node:fs";
import path from "node:path";
import { Failure, lastLines } from "../../bootstrap/messages.js";
import { nodeExecutable } from "../../bootstrap/node-runtime.js";
import type { Paths } from "../../bootstrap/paths.js";
import { capture } from "../../bootstrap/processes.js";
import { testEnvironment } from "../../environment.ts";
import { secondsText, type Suite } from "../measurement.ts";
import { median, shuffled } from "../statistics.ts";
import { runProbe } from "../workspace.ts";

export const startUp: Suite = {
  name: "start-up",
  title: "Start of a program",

  async run({ paths, scale }, progress) {
    const [alone, added]: [number[], number[]] = [[], []];
    for (let start = 1; start <= scale.starts; start += 1) {
      progress(`${String(start)} of ${String(scale.starts)}`);
      const times = await runProbe(paths, "import.js");
      alone.push(times["pulumi"] ?? NaN);
      added.push(times["sdk"] ?? NaN);
    }
    return {
      measurements: [
        {
          name: "importing the SDK, beyond @pulumi/pulumi",
          value: median(added),
          unit: "ms",
          detail: `@pulumi/pulumi alone takes ${String(Math.round(median(alone)))} ms`,
          goal: { atMost: 40 },
        },
      ],
    };
  },
};

/** As `pulumi new typescript` makes them. */
const COMPILER_OPTIONS = {
  strict: true,
  target: "es2022",
  module: "nodenext",
  moduleResolution: "nodenext",
  noFallthroughCasesInSwitch: true,
  noImplicitReturns: true,
  forceConsistentCasingInFileNames: true,
  types: ["node"],
  noEmit: true,
};

const ALONE = `import * as pulumi from "@pulumi/pulumi";
const config = new pulumi.Config();
export const token: pulumi.Output<string> = config.requireSecret("mcpToken");
`;

export const types: Suite = {
  name: "types",
  title: "Type-check of a program",

  async run({ paths, scale, workspace }, progress) {
    const folder = path.join(workspace.folder, "types");
    const quickstart = fs.readFileSync(path.join(paths.root, "examples", "quickstart", "index.ts"), "utf8");
    const alone = makeProject(paths, path.join(folder, "alone"), ALONE);
    const withSdk = makeProject(paths, path.join(folder, "with-sdk"), quickstart);
    const [base, added]: [number[], number[]] = [[], []];
    for (let round = 1; round <= scale.typeChecks; round += 1) {
      progress(`${String(round)} of ${String(scale.typeChecks)}`);
      const took = new Map<string, number>();
      for (const program of shuffled([alone, withSdk])) {
        took.set(program, await typeCheck(paths, program));
      }
      const [short = NaN, long = NaN] = [took.get(alone), took.get(withSdk)];
      base.push(short);
      added.push(long - short);
    }
    return {
      measurements: [
        {
          name: "type-checking a program that imports the SDK, beyond one without",
          value: median(added) / 1000,
          unit: "s",
          detail: `${rangeText(added)}; one that imports @pulumi/pulumi alone takes ${secondsText(median(base))}`,
          goal: { atMost: 0.5 },
        },
      ],
    };
  },
};

const rangeText = (milliseconds: readonly number[]): string =>
  [Math.min(...milliseconds), Math.max(...milliseconds)].map((one) => secondsText(one)).join(" to ");

function makeProject(paths: Paths, folder: string, program: string): string {
  const modules = path.join(folder, "node_modules");
  fs.mkdirSync(modules, { recursive: true });
  for (const name of ["@pulumi", "@types"]) {
    fs.symlinkSync(path.join(paths.modules, name), path.join(modules, name), "junction");
  }
  fs.symlinkSync(paths.root, path.join(modules, "pulumi-deepagents"), "junction");
  fs.writeFileSync(path.join(folder, "package.json"), '{ "name": "bench" }\n');
  fs.writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
  fs.writeFileSync(path.join(folder, "index.ts"), program);
  return folder;
}

/** @returns milliseconds */
async function typeCheck(paths: Paths, cwd: string): Promise<number> {
  const compiler = path.join(paths.modules, "typescript", "bin", "tsc");
  const start = performance.now();
  const outcome = await capture(nodeExecutable(paths), [compiler], { cwd, env: testEnvironment(paths) });
  const took = performance.now() - start;
  if (!outcome.ok) {
    throw new Failure(`tsc ${outcome.reason}:\n${lastLines(outcome.output)}`);
  }
  return took;
}
