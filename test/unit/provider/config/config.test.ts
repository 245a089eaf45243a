import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, resolveConfig } from "../../../../provider/config/config";
import { settingProblem } from "../../../../provider/helpers/settings";

const resolve = (settings: Record<string, string>, env: Record<string, string> = {}) =>
  resolveConfig((key) => settings[key], env);
const withEndpoint = (endpoint: string) => resolve({ "deepagents:apiKey": "key", "deepagents:endpoint": endpoint });

describe("the API key", () => {
  it("comes from Pulumi config, then LANGSMITH_API_KEY, then LANGCHAIN_API_KEY", () => {
    const env = { LANGSMITH_API_KEY: "smith", LANGCHAIN_API_KEY: "chain" };
    expect(resolve({ "deepagents:apiKey": "config" }, env).apiKey).toBe("config");
    expect(resolve({}, env).apiKey).toBe("smith");
    expect(resolve({}, { LANGCHAIN_API_KEY: "chain" }).apiKey).toBe("chain");
    expect(resolve({ "deepagents:apiKey": " " }, env).apiKey).toBe("smith");
  });

  it("is requested in one sentence if it is missing", () => {
    expect(() => resolve({})).toThrow(
      new ConfigError(
        "no LangSmith API key: run `pulumi config set --secret deepagents:apiKey` or set LANGSMITH_API_KEY",
      ),
    );
  });

  it("is not quoted in the error if a header cannot carry it", () => {
    expect(() => resolve({ "deepagents:apiKey": "lsv2\ncanary" })).toThrow(/set it again/);
    expect(() => resolve({ "deepagents:apiKey": "lsv2\ncanary" })).not.toThrow(/canary/);
  });
});

describe("the endpoint", () => {
  it.each([
    ["https://api.smith.langchain.com", "https://api.smith.langchain.com/v1/deepagents"],
    ["https://api.smith.langchain.com/", "https://api.smith.langchain.com/v1/deepagents"],
    ["https://api.smith.langchain.com/v1", "https://api.smith.langchain.com/v1/deepagents"],
    ["https://api.smith.langchain.com/v1/deepagents/", "https://api.smith.langchain.com/v1/deepagents"],
    ["https://proxy.example.com/langsmith", "https://proxy.example.com/langsmith/v1/deepagents"],
    ["http://127.0.0.1:8123", "http://127.0.0.1:8123/v1/deepagents"],
    ["http://localhost:8123", "http://localhost:8123/v1/deepagents"],
    ["http://[::1]:8123", "http://[::1]:8123/v1/deepagents"],
  ])("given as %s is %s", (endpoint, baseUrl) => {
    expect(withEndpoint(endpoint).baseUrl).toBe(baseUrl);
  });

  it("is the product's by default", () => {
    expect(resolve({ "deepagents:apiKey": "k" }).baseUrl).toBe("https://api.smith.langchain.com/v1/deepagents");
    const env = { LANGSMITH_ENDPOINT: "https://eu.example.com", LANGCHAIN_ENDPOINT: "https://old.example.com" };
    expect(resolve({ "deepagents:apiKey": "k" }, env).baseUrl).toBe("https://eu.example.com/v1/deepagents");
  });

  it.each([
    ["http://api.smith.langchain.com", /must use https/],
    ["http://127.0.0.1.example.com", /must use https/],
    ["http://localhost.example.com", /must use https/],
    ["api.smith.langchain.com", /is not a URL: write it like https:\/\/api\.smith\.langchain\.com/],
    ["ftp://example.com", /is not a URL/],
    ["https://user:canary@example.com", /must not contain a user name or password/],
    ["//user:canary@example.com", /is not a URL/],
    ["https://example.com?key=1", /must not have a query/],
  ])("is not accepted as %s, so that the API key is only sent over https or loopback", (endpoint, message) => {
    expect(() => withEndpoint(endpoint)).toThrow(message);
    expect(() => withEndpoint(endpoint)).not.toThrow(/canary/);
  });
});

describe("numbers", () => {
  it("have defaults", () => {
    expect(resolve({ "deepagents:apiKey": "k" })).toMatchObject({ timeoutMs: 120_000, maxRetries: 5, concurrency: 16 });
  });

  it("out of range are refused, with the range", () => {
    expect(() => resolve({ "deepagents:apiKey": "k", "deepagents:maxRetries": "-1" })).toThrow(
      'deepagents:maxRetries "-1" must be a whole number from 0 to 20',
    );
    expect(() => resolve({ "deepagents:apiKey": "k", "deepagents:timeoutSeconds": "soon" })).toThrow(/from 1 to 3600/);
  });
});

describe("a setting in a message", () => {
  const env = { LANGSMITH_API_KEY: "k", LANGCHAIN_ENDPOINT: "http://api.example.com" };

  it("has the name of the place that it comes from", () => {
    expect(() => resolve({}, env)).toThrow("LANGCHAIN_ENDPOINT http://api.example.com must use https");
    expect(() => resolve({}, { LANGSMITH_API_KEY: "canary\n1" })).toThrow(
      /^LANGSMITH_API_KEY has a character .*: set it again$/,
    );
    const { names } = resolve({ "deepagents:apiKey": "k" }, { LANGSMITH_ENDPOINT: "https://eu.example.com" });
    expect(names).toEqual({
      apiKey: "deepagents:apiKey",
      endpoint: "LANGSMITH_ENDPOINT",
      workspaceId: "deepagents:workspaceId",
      timeoutSeconds: "deepagents:timeoutSeconds",
    });
  });

  it("has a name of the environment for the command, which reads nothing else", () => {
    expect(resolveConfig(undefined, { LANGSMITH_API_KEY: "k" }).names).toEqual({
      apiKey: "LANGSMITH_API_KEY",
      endpoint: "LANGSMITH_ENDPOINT",
      workspaceId: "LANGSMITH_WORKSPACE_ID",
    });
    expect(() => resolveConfig(undefined, {})).toThrow(new ConfigError("no LangSmith API key: set LANGSMITH_API_KEY"));
  });
});

describe("a proxy", () => {
  const proxyOf = (env: Record<string, string>, endpoint = "https://api.example.com") =>
    resolve({ "deepagents:apiKey": "k", "deepagents:endpoint": endpoint }, env).proxy;

  it("is known without its user and password as well", () => {
    expect(proxyOf({ HTTPS_PROXY: "http://alice:canary@proxy.example.com:3128" })).toEqual({
      variable: "HTTPS_PROXY",
      url: "http://alice:canary@proxy.example.com:3128/",
      shown: "http://proxy.example.com:3128",
    });
  });

  it("is none for a loopback address, or without a value", () => {
    expect(proxyOf({ HTTPS_PROXY: "http://proxy.example.com" }, "http://127.0.0.1:8123")).toBeUndefined();
    expect(proxyOf({ https_proxy: "", HTTPS_PROXY: " ", HTTP_PROXY: "http://proxy.example.com" })).toBeUndefined();
  });

  it.each(["socks5://alice:canary@proxy.example.com", "http://alice:canary@"])("written as %s is refused", (text) => {
    const message = "HTTPS_PROXY is not the URL of a proxy: write it like http://proxy.example.com:3128";
    expect(() => proxyOf({ HTTPS_PROXY: text })).toThrow(new ConfigError(message));
  });
});

it("verifyTools is true or false", () => {
  const verify = (value: string) => resolve({ "deepagents:apiKey": "k", "deepagents:verifyTools": value }).verifyTools;
  expect([verify("true"), verify("false"), verify("")]).toEqual([true, false, true]);
  expect(() => verify("yes")).toThrow('deepagents:verifyTools "yes" must be true or false');
});

it("the names of settings are those that are documented", () => {
  const page = readFileSync(join(__dirname, "../../../../docs/configuration.md"), "utf8");
  const documented = [...page.matchAll(/^\| `(deepagents:\w+)`/gm)].map(([, key = ""]) => key);
  expect(settingProblem(documented)).toBeUndefined();
  for (const key of documented) {
    expect(settingProblem(["deepagents:none"])).toContain(key.slice("deepagents:".length));
  }
});

it("sends the workspace only when one is set", () => {
  expect(resolve({ "deepagents:apiKey": "k" })).not.toHaveProperty("workspaceId");
  expect(resolve({ "deepagents:apiKey": "k" }, { LANGSMITH_WORKSPACE_ID: "w" }).workspaceId).toBe("w");
});

describe("a program's Provider", () => {
  const provider = { "deepagents:connection": "staging", "deepagents:apiKey": "theirs" };

  it("takes nothing from the environment, which belongs to the stack's own account", () => {
    const env = {
      LANGSMITH_API_KEY: "own",
      LANGSMITH_ENDPOINT: "https://own.example.com",
      LANGSMITH_WORKSPACE_ID: "own",
    };
    expect(resolve(provider, env)).toMatchObject({
      apiKey: "theirs",
      baseUrl: "https://api.smith.langchain.com/v1/deepagents",
      names: { endpoint: 'deepagents:endpoint of the provider "staging"' },
    });
    expect(resolve(provider, env)).not.toHaveProperty("workspaceId");
    expect(() => resolve({ "deepagents:connection": "staging" }, env)).toThrow(
      'deepagents:apiKey of the provider "staging" is empty: give the provider an API key',
    );
  });

  it("is named in errors about its settings", () => {
    expect(() => resolve({ ...provider, "deepagents:endpoint": "http://api.example.com" })).toThrow(
      'deepagents:endpoint of the provider "staging" http://api.example.com must use https',
    );
    expect(() => resolve({ ...provider, "deepagents:maxRetries": "many" })).toThrow(
      'deepagents:maxRetries of the provider "staging" "many" must be a whole number from 0 to 20',
    );
  });
});
