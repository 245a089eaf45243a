import fs from "node:fs";
import path from "node:path";
import { capture, startInBackground, stopInBackground } from "../../../tools/bootstrap/processes.js";
import { temporaryCheckout } from "./temporary-checkout";

const node = (script: string): [string, string[]] => [process.execPath, ["-e", script]];

it("a program's output, end and log are kept", async () => {
  const log = path.join(temporaryCheckout().logs, "x.log");
  const lines: string[] = [];
  const onLine = (line: string) => lines.push(line);
  const outcome = await capture(...node("console.log('out'); console.error('err'); process.exitCode = 3"), {
    log,
    onLine,
  });
  expect(outcome).toMatchObject({ ok: false, stdout: "out\n", reason: "exited with 3" });
  expect(outcome.output).toContain("err");
  expect(lines.sort()).toEqual(["err", "out"]);
  expect(fs.readFileSync(log, "utf8")).toContain("out");
});

it("a program that is not there is told from one that fails", async () => {
  expect(await capture("/nowhere/pulumi", [])).toMatchObject({ ok: false, reason: "not found" });
});

it("a program that takes too long is ended together with what it started", async () => {
  const sleeper = "setInterval(() => {}, 1000)";
  const script = `
    const child = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(sleeper)}], { stdio: "inherit" });
    console.log(child.pid); ${sleeper}`;
  // The time is up once the child is there, however long that takes.
  jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });
  const outcome = await capture(...node(script), { timeoutMs: 1500, onLine: () => jest.advanceTimersByTime(1500) });
  jest.useRealTimers();
  expect(outcome).toMatchObject({ ok: false, reason: "took longer than 2 s" });
  // capture waits until nobody holds the pipes any more, so the grandchild is gone as well.
  expect(Number(outcome.stdout)).toBeGreaterThan(0);
});

it("a program in the background is stopped", async () => {
  const program = startInBackground(...node("setInterval(() => {}, 1000)"));
  await stopInBackground(program);
  expect(await program.ended).toMatchObject({ ok: false, reason: "was ended by SIGTERM" });
});
