import path from "node:path";
import { Failure } from "../bootstrap/messages.js";
import type { Paths } from "../bootstrap/paths.js";
import { capture, passThrough } from "../bootstrap/processes.js";
import { stackEnvironment, usesOwnBackend } from "../environment.ts";
import { STACK } from "./stack.ts";

interface Listed {
  readonly name: string;
  readonly current: boolean;
}

/** The commands of pulumi that work on a stack, with their other names. */
const ON_A_STACK = new Set(
  "up update preview pre destroy down dn refresh config cancel import watch logs console state stack".split(" "),
);
/** Of `pulumi stack …`: those that name their stack, or need none. */
const STACK_WITHOUT_ONE = new Set(["ls", "init", "select", "new"]);
/** Flags that name a stack or another project, or that only ask for help. */
const OWN_CHOICE = /^(--stack(=.*)?|-s.*|--cwd(=.*)?|-C.*|--help|-h)$/;

/** npm run pulumi -- ARGS: the checkout's engine on the checkout's own stacks. */
export async function pulumi(paths: Paths, args: readonly string[]): Promise<number> {
  const env = stackEnvironment(paths);
  if (usesOwnBackend() && env["PULUMI_STACK"] === undefined && leavesStackOpen(args)) {
    const stacks = await listStacks(paths, env);
    const stack = stacks && stackToUse(stacks);
    if (stack !== undefined) {
      env["PULUMI_STACK"] = stack;
    }
  }
  return passThrough(path.join(paths.bin, "pulumi"), args, { env });
}

/** Whether a command line asks for a stack and leaves open which. */
export function leavesStackOpen(args: readonly string[]): boolean {
  const [command, subcommand] = args.filter((arg) => !arg.startsWith("-"));
  if (command === undefined || !ON_A_STACK.has(command) || args.some((arg) => OWN_CHOICE.test(arg))) {
    return false;
  }
  return !(command === "stack" && STACK_WITHOUT_ONE.has(subcommand ?? ""));
}

/**
 * The stack for a command that leaves it open: undefined where one is selected, else the quickstart's. Pulumi keeps the
 * selection in PULUMI_HOME under the checkout's path, so it is lost with .engine/home, or when the checkout is moved.
 */
export function stackToUse(stacks: readonly Listed[]): string | undefined {
  if (stacks.some(({ current }) => current)) {
    return undefined;
  }
  if (stacks.some(({ name }) => name === STACK)) {
    return STACK;
  }
  if (stacks.length > 0) {
    return undefined;
  }
  throw new Failure("There is no stack in this checkout yet: run npm start first, which makes one.");
}

/** @returns undefined where pulumi cannot say; it will give its reason */
async function listStacks(paths: Paths, env: NodeJS.ProcessEnv): Promise<readonly Listed[] | undefined> {
  const args = ["stack", "ls", "--json", "--non-interactive", "--cwd", paths.root];
  const listed = await capture(path.join(paths.bin, "pulumi"), args, { env });
  return listed.ok ? (JSON.parse(listed.stdout) as Listed[]) : undefined;
}
