import { npmProblem } from "../../../tools/bootstrap/node-runtime.js";
import { Failure, elapsed, lastLines, step } from "../../../tools/bootstrap/messages.js";

function screen(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, columns: 80, write: (text: string) => written.push(text) > 0 };
  return { stream, written };
}

describe("a long step", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it("in a log: a line at the start, every 30 s with how far it is, and at the end", async () => {
    const { stream, written } = screen(false);
    await step(
      "Building",
      async (progress) => {
        progress("12 of 99 packages");
        await jest.advanceTimersByTimeAsync(61_000);
      },
      { stream },
    );
    expect(written).toEqual([
      "… Building\n",
      "… Building: 12 of 99 packages (30 s)\n",
      "… Building: 12 of 99 packages (1 min 0 s)\n",
      "✓ Building: 12 of 99 packages (1 min 1 s)\n",
    ]);
  });

  it("on a terminal: one line that is kept up to date and fits", async () => {
    const { stream, written } = screen(true);
    await step("B".repeat(200), () => jest.advanceTimersByTimeAsync(2_500), { stream });
    expect(written).toHaveLength(4);
    for (const text of written.slice(0, 3)) {
      expect(text.startsWith("\r\u001b[2K")).toBe(true);
      expect(text.length).toBeLessThanOrEqual(80 + "\r\u001b[2K".length);
    }
  });

  it("that comes to nothing is not ticked off", async () => {
    const { stream, written } = screen(false);
    await step("Trying", () => Promise.resolve("nothing"), { stream, isFailure: (result) => result === "nothing" });
    expect(written.at(-1)).toBe("✗ Trying (0.0 s)\n");
  });

  it("that fails says so, and stops telling the time", async () => {
    const { stream, written } = screen(false);
    await expect(step("Building", () => Promise.reject(new Failure("no")), { stream })).rejects.toThrow("no");
    await jest.advanceTimersByTimeAsync(100_000);
    expect(written).toEqual(["… Building\n", "✗ Building (0.0 s)\n"]);
  });
});

it.each([
  [400, "0.4 s"],
  [12_300, "12 s"],
  [59_700, "1 min 0 s"],
  [318_000, "5 min 18 s"],
])("%d ms read as %s", (milliseconds, text) => {
  expect(elapsed(milliseconds)).toBe(text);
});

it("of long output a message shows the last lines", () => {
  expect(lastLines("a\n\nb\r\nc\n", { lines: 2 })).toBe("    b\n    c");
});

it("of npm's output a message shows what npm calls an error, not its usage text or warnings", () => {
  const output = ["npm warn EBADENGINE x", "npm error code EUSAGE", "npm error", "npm error Missing: a", "usage"];
  expect(npmProblem(output.join("\n"))).toBe("npm error code EUSAGE\nnpm error Missing: a");
  expect(npmProblem("sh: npm: not found")).toBe("sh: npm: not found");
});
