// @ts-check
const fs = require("node:fs");
const path = require("node:path");
const { testEnvironment } = require("../../tools/environment.ts");
const { Failure, lastLines } = require("../../tools/bootstrap/messages.js");
const { capture } = require("../../tools/bootstrap/processes.js");
const { nodeExecutable } = require("../../tools/bootstrap/node-runtime.js");
const { secondsText } = require("../lib/measurement.js");
const { median, shuffled } = require("../lib/statistics.js");

/** @typedef {import("../../tools/bootstrap/paths.js").Paths} Paths */

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

/** @type {import("../lib/suite.js").Suite} */
const types = {
  name: "types",
  title: "Type-check of a program",

  async run({ paths, scale, workspace }, progress) {
    const folder = path.join(workspace.folder, "types");
    const quickstart = fs.readFileSync(path.join(paths.root, "examples", "quickstart", "index.ts"), "utf8");
    const alone = makeProject(paths, path.join(folder, "alone"), ALONE);
    const withSdk = makeProject(paths, path.join(folder, "with-sdk"), quickstart);
    const [base, added] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
    for (let round = 1; round <= scale.typeChecks; round += 1) {
      progress(`${round} of ${scale.typeChecks}`);
      const took = new Map();
      for (const program of shuffled([alone, withSdk])) took.set(program, await typeCheck(paths, program));
      base.push(took.get(alone));
      added.push(took.get(withSdk) - took.get(alone));
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

/** @param {number[]} milliseconds */
const rangeText = (milliseconds) =>
  [Math.min(...milliseconds), Math.max(...milliseconds)].map((one) => secondsText(one)).join(" to ");

/**
 * @param {Paths} paths
 * @param {string} folder
 * @param {string} program
 */
function makeProject(paths, folder, program) {
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

/**
 * @param {Paths} paths
 * @param {string} cwd
 * @returns {Promise<number>} milliseconds
 */
async function typeCheck(paths, cwd) {
  const compiler = path.join(paths.modules, "typescript", "bin", "tsc");
  const start = performance.now();
  const outcome = await capture(nodeExecutable(paths), [compiler], { cwd, env: testEnvironment(paths) });
  const took = performance.now() - start;
  if (!outcome.ok) throw new Failure(`tsc ${outcome.reason}:\n${lastLines(outcome.output)}`);
  return took;
}

module.exports = { types };
