import { type Emulator, startEmulator } from "../../emulator";
import { type NotesServer, startNotesServer } from "../unit/emulator/mcp-server";
import { approve } from "../unit/emulator/oauth-support";
import { Project } from "./support/project";

it("tries", async () => {
  const emulator = await startEmulator({ strict: true });
  const notes = await startNotesServer({ issuer: emulator.url });
  const project = await Project.create({ emulator, program: `
    const notes = new deepagents.McpServer("notes", { url: ${JSON.stringify(notes.url)}, authType: "oauth", oauthMode: "per_user_dynamic_client" });
    const access = new deepagents.McpConnection("notes", { mcpServer: notes, scopes: ["notes"], waitSeconds: 8 });
    exports.status = access.status;
  `});
  const { process: p, result } = project.start("up", "--yes", "--skip-preview");
  const t = Date.now();
  p.stdout!.on("data", (c: Buffer) => require("fs").appendFileSync("/tmp/h9x/out", `[${Date.now() - t}] ${c.toString()}\n`));
  await result;
  const { spawnSync } = require("child_process");
  const env = (project as any).environment();
  const r = spawnSync("script", ["-qec", "stty cols 100 rows 40; pulumi up --yes --skip-preview", "/tmp/h9x/pty"], { cwd: project.dir, env: {...env, TERM: "xterm-256color"}, stdio: ["ignore", "ignore", "ignore"], timeout: 70000 });
  require("fs").appendFileSync("/tmp/h9x/out", String(r.status) + String(r.error));
  await project.dispose(); await emulator.close(); await notes.close();
});
