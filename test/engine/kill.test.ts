/**
 * Each victim is killed once, while the answer to a write is on its way: it is carried out, and the state does not know
 * it. After `pulumi cancel` and another try, state and server agree. Many more kills, at any moment: test/long.
 */
import { type Kill, KilledStack } from "./support/killed-stack";

const write = (method: string, path: string, nth: number) => ({ method, path, nth });

/** Pairs: an interrupted up that is completed, and an interrupted destroy of that stack. */
const KILLS: readonly Kill[] = [
  { command: "up", victim: "the engine and all it started", at: write("POST", "/agents", 2) },
  { command: "destroy", victim: "the engine alone", at: write("DELETE", "/agents/{agent_id}", 3) },
  { command: "up", victim: "the provider", at: write("POST", "/mcp-servers", 1) },
  { command: "destroy", victim: "the emulator", at: write("DELETE", "/mcp-servers/{mcp_server_id}", 1) },
];

let stack: KilledStack;
beforeAll(async () => {
  stack = await KilledStack.create();
});
afterAll(() => stack.dispose());

it.each(KILLS.map((kill) => [kill.command, kill.victim, kill] as const))(
  "after a kill during %s of %s the next deployment converges",
  async (...[, , kill]) => {
    const printed = await stack.survives(kill);
    const tookOver = /taking over the (agent|MCP server) \S+: this stack created it/.test(printed);
    expect(tookOver).toBe(kill.command === "up");
  },
);
