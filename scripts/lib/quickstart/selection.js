// @ts-check
const path = require("node:path");
const { Failure } = require("../failure.js");
const { capture } = require("../processes.js");
const { STACK } = require("./stack.js");

/** @typedef {import("../paths.js").Paths} Paths */
/** @typedef {{ name: string, current: boolean }} Listed */

/** The commands of pulumi that work on a stack, with their other names. */
const ON_A_STACK = new Set(
  "up update preview pre destroy down dn refresh config cancel import watch logs console state stack".split(" "),
);
/** Of `pulumi stack …`: those that name their stack, or need none. */
const STACK_WITHOUT_ONE = new Set(["ls", "init", "select", "new"]);
/** Flags that name a stack or another project, or that only ask for help. */
const OWN_CHOICE = /^(--stack(=.*)?|-s.*|--cwd(=.*)?|-C.*|--help|-h)$/;

/**
 * Whether a command line asks for a stack and leaves open which.
 *
 * @param {string[]} args
 */
function leavesStackOpen(args) {
  const [command, subcommand] = args.filter((arg) => !arg.startsWith("-"));
  if (command === undefined || !ON_A_STACK.has(command) || args.some((arg) => OWN_CHOICE.test(arg))) return false;
  return !(command === "stack" && STACK_WITHOUT_ONE.has(subcommand ?? ""));
}

/**
 * The stack for a command that leaves it open: undefined where one is selected, else the quickstart's. Pulumi keeps the
 * selection in PULUMI_HOME under the checkout's path, so it is lost with .engine/home, or when the checkout is moved.
 *
 * @param {readonly Listed[]} stacks
 */
function stackToUse(stacks) {
  if (stacks.some(({ current }) => current)) return undefined;
  if (stacks.some(({ name }) => name === STACK)) return STACK;
  if (stacks.length > 0) return undefined;
  throw new Failure("There is no stack in this checkout yet: run npm start first, which makes one.");
}

/**
 * @param {Paths} paths
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<readonly Listed[] | undefined>} undefined where pulumi cannot say; it will give its reason
 */
async function listStacks(paths, env) {
  const pulumi = path.join(paths.bin, "pulumi");
  const listed = await capture(pulumi, ["stack", "ls", "--json", "--non-interactive", "--cwd", paths.root], { env });
  return listed.ok ? /** @type {Listed[]} */ (JSON.parse(listed.stdout)) : undefined;
}

module.exports = { leavesStackOpen, stackToUse, listStacks };
