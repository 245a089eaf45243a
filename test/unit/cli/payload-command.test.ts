/** Runs the compiled command line; `npm test` builds it first. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MAIN = join(__dirname, "../../../dist/cli/main.js");
const STARTER = join(__dirname, "../../fixtures/projects/starter");

function payload(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, "payload", ...args], { cwd, encoding: "utf8" });
  return { status, stdout, stderr };
}

it("prints the request as JSON", () => {
  const { status, stdout, stderr } = payload(STARTER, "project");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const { system_prompt, skills } = JSON.parse(readFileSync(join(STARTER, "payload.json"), "utf8")) as Record<
    string,
    unknown
  >;
  expect(JSON.parse(stdout)).toMatchObject({ name: "project", system_prompt, instructions: system_prompt, skills });
});

it("prints the front matter of skills, which only files have", () => {
  const { skills, files } = JSON.parse(payload(join(STARTER, "..", "research"), "project").stdout) as Record<
    string,
    object
  >;
  expect(skills).toBeUndefined();
  expect(files).toMatchObject({
    "skills/cite-sources/SKILL.md": { content: expect.stringContaining("\nlicense: MIT\n") as string },
    "skills/Fact check/SKILL.md": { content: expect.stringContaining("\nallowed-tools: search, read\n") as string },
  });
});

it("prints only what is wrong, by file and line", () => {
  const folder = mkdtempSync(join(tmpdir(), "payload-"));
  cpSync(join(STARTER, "project"), join(folder, "agent"), { recursive: true });
  writeFileSync(join(folder, "agent", "agent.json"), '{\n  "name": "a",\n  "modle": "x"\n}\n');
  rmSync(join(folder, "agent", "AGENTS.md"));
  expect(payload(folder, "./agent")).toEqual({
    status: 1,
    stdout: "",
    stderr:
      "agent/agent.json:3: modle is not a field: did you mean model?\n" +
      "agent/AGENTS.md: is missing: write the agent's instructions there\n",
  });
  rmSync(folder, { recursive: true });
});

it("refuses to run without a directory", () => {
  expect(payload(STARTER)).toMatchObject({ status: 1, stdout: "", stderr: expect.stringContaining("dir") as string });
});

it("prints its help", () => {
  const help = execFileSync(process.execPath, [MAIN, "payload", "--help"], { encoding: "utf8" });
  expect(help).toMatch(/Usage: pulumi-deepagents payload \[options\] <dir>[^]*<file>:<line>[^]*Example:/);
});
