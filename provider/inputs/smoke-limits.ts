/** The options of a smoke test. Without zod, so that `--help` of the command loads quickly. */

/** The defaults of the options. */
export const SMOKE_DEFAULTS = { timeoutSeconds: 120, concurrency: 4, retries: 0, keepThreads: "onFailure" } as const;

export const KEEP_THREADS = ["never", "onFailure", "always"] as const;
export type KeepThreads = (typeof KEEP_THREADS)[number];

/** The limits of a smoke test's options, each a whole number. */
export const SMOKE_RANGES = {
  timeoutSeconds: { from: 1, to: 3600 },
  concurrency: { from: 1, to: 64 },
  retries: { from: 0, to: 10 },
} as const;
