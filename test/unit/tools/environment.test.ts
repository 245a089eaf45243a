import fs from "node:fs";
import path from "node:path";
import { stackEnvironment, testEnvironment, toolEnvironment } from "../../../tools/environment.ts";
import { put, temporaryCheckout } from "./temporary-checkout";

it("the checkout's tools come first on PATH", () => {
  const paths = temporaryCheckout();
  const env = toolEnvironment(paths, { PATH: "/usr/bin" });
  expect(env["PATH"]).toBe([paths.bin, paths.modulesBin, "/usr/bin"].join(path.delimiter));
});

it("stacks are kept in the checkout, with a passphrase that stays the same and that only its owner can read", () => {
  const paths = temporaryCheckout();
  const env = stackEnvironment(paths, {});
  expect(env["PULUMI_BACKEND_URL"]).toBe(`file://${paths.state}?metadata=skip`);
  expect(env["PULUMI_HOME"]).toBe(paths.home);
  expect(env["PULUMI_CONFIG_PASSPHRASE_FILE"]).toBe(paths.passphrase);
  expect(fs.statSync(paths.passphrase).mode & 0o777).toBe(0o600);
  const passphrase = fs.readFileSync(paths.passphrase, "utf8");
  expect(passphrase.length).toBeGreaterThanOrEqual(32);
  stackEnvironment(paths, {});
  expect(fs.readFileSync(paths.passphrase, "utf8")).toBe(passphrase);
});

it("what the user set wins", () => {
  const own = { PULUMI_HOME: "/own", PULUMI_CONFIG_PASSPHRASE: "", PULUMI_SKIP_UPDATE_CHECK: "false" };
  const env = stackEnvironment(temporaryCheckout(), own);
  expect(env).toMatchObject(own);
  expect(env["PULUMI_CONFIG_PASSPHRASE_FILE"]).toBeUndefined();
});

it("who chose another backend keeps their own login and passphrase", () => {
  const paths = temporaryCheckout();
  const env = stackEnvironment(paths, { PULUMI_BACKEND_URL: "https://api.pulumi.com" });
  expect(env["PULUMI_BACKEND_URL"]).toBe("https://api.pulumi.com");
  expect(env["PULUMI_HOME"]).toBeUndefined();
  expect(env["PULUMI_CONFIG_PASSPHRASE_FILE"]).toBeUndefined();
  expect(fs.existsSync(paths.passphrase)).toBe(false);
});

it("a developer's Pulumi settings do not reach the tests", () => {
  const paths = temporaryCheckout();
  const env = testEnvironment(paths, {
    PULUMI_BACKEND_URL: "https://api.pulumi.com",
    PULUMI_ACCESS_TOKEN: "t",
    A: "b",
  });
  expect(
    Object.keys(env)
      .filter((name) => name.startsWith("PULUMI_"))
      .sort(),
  ).toEqual(["PULUMI_HOME", "PULUMI_SKIP_UPDATE_CHECK"]);
  expect(env).toMatchObject({ PULUMI_HOME: paths.home, A: "b" });
});

describe("a LangSmith account in the shell", () => {
  const account = { LANGSMITH_WORKSPACE_ID: "w", LANGSMITH_API_KEY: "k", LANGCHAIN_ENDPOINT: "https://example.com" };
  const ofLangSmith = (env: NodeJS.ProcessEnv) => Object.keys(env).filter((name) => /^LANG(SMITH|CHAIN)_/.test(name));

  it("does not reach the checkout's own stacks, nor the tests", () => {
    const paths = temporaryCheckout();
    expect(ofLangSmith(stackEnvironment(paths, { ...account, A: "b" }))).toEqual([]);
    expect(stackEnvironment(paths, { ...account, LANG: "C", A: "b" })).toMatchObject({ LANG: "C", A: "b" });
    expect(ofLangSmith(testEnvironment(paths, account))).toEqual([]);
  });

  it("reaches the stacks of who chose another backend", () => {
    const env = stackEnvironment(temporaryCheckout(), { ...account, PULUMI_BACKEND_URL: "https://api.pulumi.com" });
    expect(env).toMatchObject(account);
  });
});

describe("the quickstart's settings", () => {
  const stderr = jest.spyOn(console, "error").mockReturnValue(undefined);
  afterEach(() => stderr.mockClear());
  afterAll(() => stderr.mockRestore());

  it("are set aside once the passphrase that encrypted them is gone, and the user is told", () => {
    const paths = temporaryCheckout();
    put(paths.stackSettings, "encryptionsalt: v1:x\nconfig:\n  a:b: c\n");
    stackEnvironment(paths, {});
    expect(fs.existsSync(paths.stackSettings)).toBe(false);
    expect(fs.readFileSync(path.join(paths.local, "Pulumi.local.yaml.old"), "utf8")).toContain("a:b: c");
    expect(stderr).toHaveBeenCalledWith(expect.stringMatching(/passphrase that is gone.*Pulumi\.local\.yaml\.old/));
  });

  it("are left alone while it is there, and where they hold nothing encrypted", () => {
    const paths = temporaryCheckout();
    put(paths.stackSettings, "config:\n  a:b: c\n");
    stackEnvironment(paths, {});
    put(paths.stackSettings, "encryptionsalt: v1:x\n");
    stackEnvironment(paths, {});
    expect(fs.existsSync(paths.stackSettings)).toBe(true);
    expect(stderr).not.toHaveBeenCalled();
  });
});
