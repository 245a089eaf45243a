// @ts-check
const fs = require("node:fs");
const path = require("node:path");
const { temporaryBeside } = require("../files.js");
const { capture } = require("../processes.js");
const { step } = require("../messages.js");
const { ENGINE_VERSION } = require("../versions.js");

/** @typedef {import("../paths.js").Paths} Paths */
/** @typedef {import("../engine.js").WayResult} WayResult */

/**
 * The newest language host that can be built is of 2023. It stands between the program and the engine, and does not know the
 * requests for transforms and hooks, which fail with it in any program. With this change it gives the program the address
 * of the engine itself.
 */
const DIRECT_TO_ENGINE = {
  file: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs/main.go",
  before: 'fmt.Sprintf("127.0.0.1:%d", handle.Port), pipes.directory())',
  after: "req.GetMonitorAddress(), pipes.directory())",
};

const exe = process.platform === "win32" ? ".exe" : "";

const PROGRAMS = [
  {
    name: "pulumi-language-nodejs",
    module: "language-nodejs",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    hint: "about 1 min",
    change: DIRECT_TO_ENGINE,
  },
  {
    name: "pulumi",
    module: "cli",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    hint: "about 5 min on two cores",
  },
];

/**
 * Builds the CLI and the Node.js language host from the Go modules pinned in tools/engine.
 *
 * @param {Paths} paths
 * @returns {Promise<WayResult>}
 */
async function engineFromGo(paths) {
  const go = await capture("go", ["version"], { timeoutMs: 20_000 });
  if (!go.ok) {
    return { problem: `go ${go.reason === "not found" ? "is not on PATH" : go.reason}.`, output: go.output };
  }
  for (const program of PROGRAMS) {
    const failed = await buildProgram(paths, program);
    if (failed) {
      return failed;
    }
  }
  const check = await capture(path.join(paths.bin, `pulumi${exe}`), ["version"], {
    timeoutMs: 30_000,
    env: { ...process.env, PULUMI_HOME: paths.home, PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  if (!check.ok) {
    return { problem: `the pulumi that was built ${check.reason}.`, output: check.output };
  }
  return { version: check.stdout.trim().replace(/^v/, "") };
}

/**
 * @param {Paths} paths
 * @param {(typeof PROGRAMS)[number]} program
 * @returns {Promise<WayResult | undefined>} what went wrong, if anything
 */
async function buildProgram(paths, program) {
  const log = path.join(paths.logs, "engine-go.log");
  // GOFLAGS of the user stays in force; -mod=readonly: go.mod and go.sum are the pin. GOWORK: not part of a workspace
  // that the checkout may lie in.
  const env = { ...process.env, GOWORK: "off" };
  let isChanged = true;
  const failed = await step(
    `Building ${program.name} with Go (${program.hint} when nothing is cached)`,
    async (progress) => {
      let modules = 0;
      const countModules = (/** @type {string} */ line) => {
        if (line.startsWith("go: downloading")) {
          progress(`downloaded ${++modules} modules`);
        }
      };
      const sources = await sourcesOf(paths, program, { env, log, onLine: countModules });
      const { cwd } = sources;
      isChanged = sources.isChanged;
      const flags = [`-mod=${sources.mode}`, "-trimpath"];
      const listed = await capture("go", ["list", ...flags, "-deps", program.package], {
        cwd,
        env,
        log,
        onLine: countModules,
      });
      if (!listed.ok) {
        progress("the Go modules could not be loaded");
        return {
          problem: `the modules of ${program.name} could not be loaded (go list ${listed.reason}).`,
          output: listed.output,
        };
      }
      const total = listed.stdout.split("\n").filter(Boolean).length;
      let compiled = 0;
      const target = path.join(paths.bin, `${program.name}${exe}`);
      const temporary = temporaryBeside(target);
      const version = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${ENGINE_VERSION}`;
      const built = await capture(
        "go",
        ["build", ...flags, "-v", "-ldflags", version, "-o", temporary, program.package],
        {
          cwd,
          env,
          log,
          // -v names each package once it is compiled; cached ones are not named.
          onLine: () => progress(`compiled ${++compiled} of at most ${total} packages`),
        },
      );
      if (!built.ok) {
        fs.rmSync(temporary, { force: true });
        progress("failed");
        return { problem: `go build of ${program.name} ${built.reason}.`, output: built.output };
      }
      // A whole binary or none: an interrupted build leaves only a temporary file.
      fs.renameSync(temporary, target);
      return undefined;
    },
    { isFailure: (result) => result !== undefined },
  );
  if (!failed && !isChanged) {
    process.stderr.write(
      `! ${program.name} is built as it was in 2023: transforms and hooks will fail in any program (docs/development.md)\n`,
    );
  }
  return failed;
}

/**
 * Where a program is built. One that is changed is built from a copy of its modules (`go mod vendor` checks them against
 * go.sum), because Go does not let anybody change the cache of modules.
 *
 * @param {Paths} paths
 * @param {(typeof PROGRAMS)[number]} program
 * @param {{ env: NodeJS.ProcessEnv, log: string, onLine: (line: string) => void }} how
 * @returns {Promise<{ cwd: string, mode: "readonly" | "vendor", isChanged: boolean }>} whether the change was made, if there
 *   is one to make
 */
async function sourcesOf(paths, { module, change }, { env, log, onLine }) {
  const pinned = path.join(paths.goModules, module);
  if (change === undefined) {
    return { cwd: pinned, mode: "readonly", isChanged: true };
  }
  const copy = path.join(paths.engine, "go", module);
  fs.rmSync(copy, { recursive: true, force: true });
  fs.cpSync(pinned, copy, { recursive: true });
  const vendored = await capture("go", ["mod", "vendor"], { cwd: copy, env, log, onLine });
  if (vendored.ok && replaceOnce(path.join(copy, "vendor", change.file), change)) {
    return { cwd: copy, mode: "vendor", isChanged: true };
  }
  return { cwd: pinned, mode: "readonly", isChanged: false };
}

/**
 * Changes a text in a file; leaves the file alone where it does not occur exactly once, or where there is no file.
 *
 * @param {string} file
 * @param {{ before: string, after: string }} change
 */
function replaceOnce(file, { before, after }) {
  const parts = fs.existsSync(file) ? fs.readFileSync(file, "utf8").split(before) : [];
  if (parts.length !== 2) {
    return false;
  }
  fs.writeFileSync(file, parts.join(after));
  return true;
}

module.exports = { engineFromGo, replaceOnce, DIRECT_TO_ENGINE };
