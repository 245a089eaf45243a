import fs from "node:fs";
import path from "node:path";
import {
  WAYS,
  type WayResult,
  engineIsReady,
  firstThatWorks,
  linkLauncher,
  provideEngine,
} from "../../../tools/bootstrap/engine.js";
import { replaceOnce } from "../../../tools/bootstrap/engine-ways/go.js";
import { findInstallation } from "../../../tools/bootstrap/engine-ways/path.js";
import { wayName } from "../../../tools/bootstrap/set-up.js";
import { put, temporaryCheckout } from "./temporary-checkout";

/** The three ways with made-up results; `asked` says which were tried. */
function waysWith(results: Record<string, WayResult>) {
  const asked: string[] = [];
  const ways = WAYS.map((way) => ({
    ...way,
    provide: () => {
      asked.push(way.name);
      return Promise.resolve(results[way.name] ?? { problem: "not in this test" });
    },
  }));
  return { ways, asked };
}

describe("the order", () => {
  const paths = temporaryCheckout();

  it("a pulumi on PATH comes first, and nothing else is tried then", async () => {
    const { ways, asked } = waysWith({ path: { version: "3.300.0" } });
    expect(await firstThatWorks(ways, paths)).toEqual({ way: "path", version: "3.300.0" });
    expect(asked).toEqual(["path"]);
  });

  it("the npm package is tried next, and then Go", async () => {
    const { ways, asked } = waysWith({ go: { version: "3.259.0" } });
    expect(await firstThatWorks(ways, paths)).toEqual({ way: "go", version: "3.259.0" });
    expect(asked).toEqual(["path", "npm", "go"]);
  });

  it("when none works, one message says what was tried, why it failed, and what to do", async () => {
    const output = Array.from({ length: 50 }, (_, line) => `output line ${String(line)}`).join("\n");
    const { ways } = waysWith({
      path: { problem: "/usr/bin/pulumi is 3.1.0, older than 3.250.0." },
      npm: { problem: "the download did not work.", output },
      go: { problem: "go is not on PATH." },
    });
    const message = await firstThatWorks(ways, paths).then(
      () => "it worked",
      (error: Error) => error.message,
    );
    expect(message).toContain("1. A pulumi on PATH: /usr/bin/pulumi is 3.1.0, older than 3.250.0.");
    expect(message).toContain("2. The npm package pulumi, which downloads its release: the download did not work.");
    expect(message).toContain("output line 49");
    expect(message).not.toContain("output line 10\n");
    expect(message).toContain("3. Building it with Go: go is not on PATH.");
    expect(message).toContain("https://www.pulumi.com/docs/install/");
    expect(message).toContain(paths.logs);
  });
});

describe("the engine counts as ready", () => {
  const NAMES = ["pulumi", "pulumi-language-nodejs"];

  /** A checkout in which set-up provided an engine: the stamp is what it writes. */
  function provided() {
    const paths = temporaryCheckout();
    put(path.join(paths.goModules, "cli", "go.mod"), "module cli");
    for (const name of NAMES) {
      put(path.join(paths.bin, name), "#!/bin/sh\n", 0o755);
    }
    put(paths.engineStamp, "{}");
    return paths;
  }

  /** Takes the stamp's inputs from a run of set-up's own with a way that always works. */
  async function stamped() {
    const paths = provided();
    put(path.join(paths.modules, "@pulumi", "pulumi", "pulumi-resource-pulumi-nodejs"), "#!/bin/sh\n", 0o755);
    await provideEngine(paths, undefined, [
      { name: "go", title: "", provide: () => Promise.resolve({ version: "3.259.0" }) },
    ]);
    return paths;
  }

  it("an engine is used again once it was provided", async () => {
    const paths = await stamped();
    expect(engineIsReady(paths)).toBe(true);
    expect(engineIsReady(paths, "go")).toBe(true);
  });

  it("an engine is used again when only the launcher of dynamic providers is gone, which is linked again", async () => {
    const paths = await stamped();
    const launcher = path.join(paths.bin, "pulumi-resource-pulumi-nodejs");
    expect(engineIsReady(paths)).toBe(true);
    linkLauncher(paths);
    linkLauncher(paths);
    expect(fs.readlinkSync(launcher)).toBe("../../node_modules/@pulumi/pulumi/pulumi-resource-pulumi-nodejs");
    expect(fs.readFileSync(launcher, "utf8")).toBe("#!/bin/sh\n");
  });

  it("an engine is not used again when another way is asked for", async () => {
    expect(engineIsReady(await stamped(), "npm")).toBe(false);
  });

  it.each(NAMES)("an engine is not used again without %s", async (name) => {
    const paths = await stamped();
    fs.rmSync(path.join(paths.bin, name));
    expect(engineIsReady(paths)).toBe(false);
  });

  it("an engine is not used again when the user's installation that it links to is gone", async () => {
    const paths = await stamped();
    fs.rmSync(path.join(paths.bin, "pulumi"));
    fs.symlinkSync("/nowhere/pulumi", path.join(paths.bin, "pulumi"));
    expect(engineIsReady(paths)).toBe(false);
  });

  it("an engine is not used again when the Go modules ask for another version", async () => {
    const paths = await stamped();
    put(path.join(paths.goModules, "cli", "go.mod"), "module cli // newer");
    expect(engineIsReady(paths)).toBe(false);
  });

  it("an engine is not used again when its stamp is missing or broken", () => {
    const paths = provided();
    expect(engineIsReady(paths)).toBe(false);
    put(paths.engineStamp, "{");
    expect(engineIsReady(paths)).toBe(false);
  });
});

describe("the source of a program that set-up changes", () => {
  const change = { before: "old()", after: "new()" };

  it.each([
    ["is changed where the text occurs once", "a old() b", true, "a new() b"],
    ["stays as it is where the text does not occur", "a b", false, "a b"],
    ["stays as it is where it is not clear which text is meant", "old() old()", false, "old() old()"],
  ])("%s", (_, text, changed, after) => {
    const file = put(path.join(temporaryCheckout().engine, "main.go"), text);
    expect(replaceOnce(file, change)).toBe(changed);
    expect(fs.readFileSync(file, "utf8")).toBe(after);
  });

  it("may be missing", () => {
    expect(replaceOnce(path.join(temporaryCheckout().engine, "gone.go"), change)).toBe(false);
  });
});

describe("the pulumi on PATH", () => {
  it("is taken with the language host beside it, or elsewhere on PATH", () => {
    const { root } = temporaryCheckout();
    const pulumi = put(path.join(root, "one", "pulumi"), "#!/bin/sh\n", 0o755);
    const folders = [path.join(root, "one"), path.join(root, "two")];
    expect(findInstallation(folders)).toMatchObject({
      problem: expect.stringContaining("no pulumi-language-nodejs") as string,
    });
    const elsewhere = put(path.join(root, "two", "pulumi-language-nodejs"), "#!/bin/sh\n", 0o755);
    expect(findInstallation(folders)).toEqual({ pulumi, language: elsewhere });
    const beside = put(path.join(root, "one", "pulumi-language-nodejs"), "#!/bin/sh\n", 0o755);
    expect(findInstallation(folders)).toEqual({ pulumi, language: beside });
  });

  it("is not the npm package, which would download outside the checkout", () => {
    const { root } = temporaryCheckout();
    const script = put(path.join(root, "lib", "run.js"), "#!/usr/bin/env node\n", 0o755);
    fs.symlinkSync(script, path.join(root, "pulumi"));
    put(path.join(root, "pulumi-language-nodejs"), "#!/bin/sh\n", 0o755);
    expect(findInstallation([root])).toMatchObject({ problem: expect.stringContaining("npm package") as string });
  });

  it("may be missing", () => {
    expect(findInstallation([])).toEqual({ problem: "there is none." });
  });
});

it("a way that does not exist is refused by name", () => {
  expect(() => wayName("curl")).toThrow('"curl" is not a way to get an engine: write one of path, npm, go.');
});
