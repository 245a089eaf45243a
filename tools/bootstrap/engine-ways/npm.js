// @ts-check
const fs = require("node:fs");
const path = require("node:path");
const { isExecutable, linkAtomically, writeAtomically } = require("../files.js");
const { npmCommand, npmProblem } = require("../node-runtime.js");
const { capture } = require("../processes.js");
const { step } = require("../messages.js");
const { ENGINE_VERSION } = require("../versions.js");

/** @typedef {import("../paths.js").Paths} Paths */

const exe = process.platform === "win32" ? ".exe" : "";

/** The release is about 150 MB. A host that does not answer at all is noticed after 10 s. */
const DOWNLOAD_LIMIT_MS = 10 * 60_000;

/**
 * Installs the npm package `pulumi`, which downloads the release of its own version when it is first run.
 *
 * @param {Paths} paths
 * @returns {Promise<import("../engine.js").WayResult>}
 */
async function engineFromNpm(paths) {
  const log = path.join(paths.logs, "engine-npm.log");
  return step(
    `Downloading Pulumi ${ENGINE_VERSION} through its npm package`,
    async (progress) => {
      // A package.json of its own keeps npm from taking the checkout's.
      writeAtomically(path.join(paths.npm, "package.json"), '{ "private": true }\n');
      const [command, args] = npmCommand(["install", `pulumi@${ENGINE_VERSION}`, "--prefix", paths.npm]);
      args.push("--ignore-scripts", "--no-audit", "--no-fund", "--no-save");
      const installed = await capture(command, args, { cwd: paths.npm, log });
      if (!installed.ok) {
        progress("npm install failed");
        return {
          problem: `npm install pulumi@${ENGINE_VERSION} ${installed.reason}.`,
          output: npmProblem(installed.output),
        };
      }
      const release = path.join(paths.home, "versions", ENGINE_VERSION, "bin");
      // A download that was cut short would be taken for a whole one.
      if (!(await runs(path.join(release, `pulumi${exe}`)))) {
        fs.rmSync(path.dirname(release), { recursive: true, force: true });
      }
      const first = await capture(
        process.execPath,
        [path.join(paths.npm, "node_modules", "pulumi", "run.js"), "version"],
        {
          timeoutMs: DOWNLOAD_LIMIT_MS,
          log,
          env: {
            // Lets Node's fetch use HTTPS_PROXY (Node 22.21 and newer).
            NODE_USE_ENV_PROXY: "1",
            ...process.env,
            PULUMI_HOME: paths.home,
            PULUMI_VERSION: ENGINE_VERSION,
            PULUMI_SKIP_UPDATE_CHECK: "true",
          },
          onLine: (line) => progress(line.trim()),
        },
      );
      if (!first.ok) {
        progress("the download did not work");
        return { problem: `the download from get.pulumi.com did not work (it ${first.reason}).`, output: first.output };
      }
      for (const name of [`pulumi-language-nodejs${exe}`, `pulumi${exe}`]) {
        const file = path.join(release, name);
        if (!isExecutable(file)) {
          return { problem: `the release that was downloaded has no ${name} in ${release}.` };
        }
        linkAtomically(path.relative(paths.bin, file), path.join(paths.bin, name));
      }
      progress("done");
      return { version: ENGINE_VERSION };
    },
    { isFailure: (result) => "problem" in result },
  );
}

/** @param {string} pulumi */
async function runs(pulumi) {
  return isExecutable(pulumi) && (await capture(pulumi, ["version"], { timeoutMs: 20_000 })).ok;
}

module.exports = { engineFromNpm };
