let gone: AbortController | undefined;

/**
 * Aborted when what this process prints has no reader any more. An engine that is killed does not end its providers: they
 * go on with what they are at, beside the next deployment.
 */
export function engineGone(): AbortSignal {
  if (gone === undefined) {
    const controller = new AbortController();
    process.stdout.on("error", () => controller.abort(new Error("the engine is gone")));
    gone = controller;
  }
  return gone.signal;
}
