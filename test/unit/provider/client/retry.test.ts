import { type Effect, type AttemptOutcome, parseRetryAfter, retryDelay } from "../../../../provider/client/retry";

const policy = { maxRetries: 3, random: () => 0 };
const status = (code: number): AttemptOutcome => ({ kind: "status", status: code });
const noAnswer = (effect: Effect): AttemptOutcome => ({ kind: "no-answer", effect });
const lost = noAnswer("maybe");
const neverSent = noAnswer("no");
const timedOut = noAnswer("maybe-later");
const unexpected = noAnswer("yes");

/** The outcomes after which a request is retried. */
function retried(method: string, canLook: boolean, outcomes: AttemptOutcome[]): AttemptOutcome[] {
  return outcomes.filter((outcome) => retryDelay(policy, method, outcome, 1, canLook) !== undefined);
}

const passing = [408, 429, 500, 502, 503, 504].map(status);
const final = [unexpected, ...[400, 401, 403, 404, 409, 422, 501].map(status)];
const unanswered = [lost, neverSent, timedOut];

describe("a request", () => {
  it.each(["GET", "DELETE"])("%s is retried only after a lost connection, 408, 429 and 5xx", (method) => {
    expect(retried(method, false, [...unanswered, ...passing, ...final])).toEqual([...unanswered, ...passing]);
  });

  it.each(["POST", "PATCH"])(
    "%s is retried only if the first one certainly did nothing, so that nothing is created twice",
    (method) => {
      expect(retried(method, false, [...unanswered, ...passing, ...final])).toEqual([neverSent, status(429)]);
    },
  );

  it.each(["POST", "PATCH"])(
    "%s with a look is retried unless the API may still be working, when a look proves nothing",
    (method) => {
      expect(retried(method, true, [...unanswered, ...passing, ...final])).toEqual([
        lost,
        neverSent,
        ...[429, 500, 502, 503].map(status),
      ]);
    },
  );

  it("is not retried more often than allowed", () => {
    expect(retryDelay(policy, "GET", lost, 3, false)).toBeDefined();
    expect(retryDelay(policy, "GET", lost, 4, false)).toBeUndefined();
    expect(retryDelay({ ...policy, maxRetries: 0 }, "GET", lost, 1, false)).toBeUndefined();
  });
});

describe("the delay", () => {
  it("doubles from half a second to eight", () => {
    const delays = [1, 2, 3, 4, 5, 6, 7].map((attempt) =>
      retryDelay({ ...policy, maxRetries: 9 }, "GET", lost, attempt, false),
    );
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  });

  it("is shortened by at most a quarter, so that clients do not come back in step", () => {
    expect(retryDelay({ ...policy, random: () => 0.999 }, "GET", lost, 1, false)).toBeCloseTo(375, 0);
  });

  it("follows the server", () => {
    expect(retryDelay(policy, "POST", { kind: "status", status: 429, retryAfterMs: 7000 }, 1, false)).toBe(7000);
  });

  it.each([
    ["3", 3000],
    ["0", 0],
    [new Date(90_000).toUTCString(), 30_000],
    ["soon", undefined],
    ["-1", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("reads Retry-After %j as %j ms", (header, expected) => {
    expect(parseRetryAfter(header, 60_000)).toBe(expected);
  });
});
