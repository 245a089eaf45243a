/** `examples/multi-environment`: one program as three stacks. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator/index";
import { callApi } from "./support/api";
import { Project } from "./support/project";

const token = (stack: string) => `token-of-${stack}`;

let emulator: Emulator;
let project: Project;

beforeAll(async () => {
  emulator = await startEmulator({ strict: true });
  project = await Project.create({ emulator, example: "multi-environment", secrets: { mcpToken: token("dev") } });
  for (const stack of ["staging", "prod"]) {
    const other = await project.addStack(stack);
    await other.configure(
      { "deepagents:endpoint": emulator.url },
      { "deepagents:apiKey": emulator.apiKey, mcpToken: token(stack) },
    );
  }
});
afterAll(async () => {
  await project.dispose();
  await emulator.close();
});

interface DeployedAgent {
  readonly id: string;
  readonly name: string;
  readonly runtime: { readonly model: { readonly model_id: string } };
  readonly tools: { readonly interrupt_config?: Record<string, boolean> };
}

it.each([
  ["dev", "https://notes.dev.example.com/mcp", "anthropic:claude-haiku-4-5", false],
  ["staging", "https://notes.staging.example.com/mcp", "anthropic:claude-sonnet-4-6", true],
  ["prod", "https://notes.example.com/mcp", "anthropic:claude-sonnet-4-6", true],
])("%s has its own server, model and rules in one workspace with the others", async (stack, url, model, approval) => {
  await project.up("--stack", stack);
  const { items } = (await callApi(emulator, "GET", "/agents?page_size=100")) as { items: DeployedAgent[] };
  const { id } = items.find(({ name }) => name === `support-${stack}`) ?? {};
  const agent = (await callApi(emulator, "GET", `/agents/${String(id)}`)) as DeployedAgent;
  expect(agent).toMatchObject({ runtime: { model: { model_id: model } } });
  expect(agent.tools.interrupt_config?.[`${url}::delete_note`] ?? false).toBe(approval);
  expect(await callApi(emulator, "GET", "/mcp-servers")).toContainEqual(
    expect.objectContaining({ name: `notes-${stack}`, url }),
  );
});

it("the secrets are in the stacks' files encrypted only", async () => {
  for (const stack of ["dev", "staging", "prod"]) {
    const settings = await readFile(join(project.dir, `Pulumi.${stack}.yaml`), "utf8");
    expect(settings).toMatch(/deepagents-multi-environment:mcpToken:\s+secure: /);
    expect(settings).toMatch(/deepagents:apiKey:\s+secure: /);
    expect(settings).not.toContain(token(stack));
    expect(settings).not.toContain(emulator.apiKey);
  }
});

it("what dev may do, prod's policies forbid in the preview", async () => {
  const output = await project.fail("preview", "--stack", "prod", "--config", "approveDeleting=false");
  expect(output).toContain(
    'tools[1].requireApproval must be true: this tool matches "delete_*" in the policy approvalRequired',
  );
});

it("prod is not destroyed by mistake", async () => {
  expect(await project.fail("destroy", "--yes", "--skip-preview", "--stack", "prod")).toMatch(/protected/);
});
