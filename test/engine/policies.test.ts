import { type Emulator, startEmulator } from "../../emulator/index";
import { Project } from "./support/project";

const AGENT =
  'new deepagents.Agent("assistant", { model: "openai:gpt-5.5", permissions: { tenantAccessLevel: "write" } });';
const WRONG_PROVIDER = 'model uses the provider "openai": the policy allowedModelProviders allows anthropic';
const WORLD_WRITABLE = 'permissions.tenantAccessLevel must not be "write"';

let emulator: Emulator;
let project: Project;

beforeAll(async () => {
  emulator = await startEmulator();
  project = await Project.create({ emulator, program: AGENT });
  await project.succeed("config", "set", "--path", "deepagents:policies.allowedModelProviders[0]", "anthropic");
});
afterEach(() => emulator.clearRequests());
afterAll(async () => {
  await project.dispose();
  await emulator.close();
});

it("an agent against the configuration's policies is refused in the preview, and nothing is sent", async () => {
  expect(await project.fail("preview")).toContain(`'assistant' has a problem: ${WRONG_PROVIDER}\n`);
  expect(emulator.requests).toEqual([]);
});

it("the program's policies add to those of the configuration", async () => {
  await project.write(`deepagents.policies.enforce({ forbidWorldWritable: true }); ${AGENT}`);
  const output = await project.fail("preview");
  expect(output).toContain(WRONG_PROVIDER);
  expect(output).toContain(WORLD_WRITABLE);
});

it("policies that come after an agent are a mistake of the program, which says so", async () => {
  await project.write(`${AGENT} deepagents.policies.enforce({ forbidWorldWritable: true });`);
  expect(await project.fail("preview")).toContain("policies.enforce must be called before the first agent is declared");
});

it("advisory policies are told and stop nothing; no state has policies, and new ones change no resource", async () => {
  await project.succeed("config", "set", "--path", "deepagents:policies.enforcementLevel", "advisory");
  await project.write(AGENT);
  expect(await project.up()).toContain(`advisory policy: ${WRONG_PROVIDER}`);
  const agent = (await project.resources()).find(({ type }) => type.endsWith(":Agent"));
  expect({ ...agent?.inputs, ...agent?.outputs }).not.toHaveProperty("__policies");
  emulator.clearRequests();
  await project.write(
    `deepagents.policies.enforce({ forbidWorldWritable: true, enforcementLevel: "advisory" }); ${AGENT}`,
  );
  expect(await project.up("--expect-no-changes")).toContain(`advisory policy: ${WORLD_WRITABLE}`);
  expect(emulator.requests).toEqual([]);
});
