/** One request whose answer is wanted as one text. */
import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";

export interface CollectedAnswer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/**
 * Sends a request and collects its answer. `Dispatcher.request` would make a stream of each body: a refresh of 300 agents
 * then takes a quarter more processor time for its requests.
 *
 * @param signal ends the request, also while it waits for a connection, with the signal's own reason
 * @throws whatever undici fails with
 */
export function collect(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal | undefined,
): Promise<CollectedAnswer> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    let controller: Dispatcher.DispatchController | undefined;
    let head = { statusCode: 0, headers: {} as IncomingHttpHeaders };
    const chunks: Buffer[] = [];
    const abort = (): void => {
      const reason = signal?.reason as Error;
      controller?.abort(reason);
      reject(reason);
    };
    signal?.addEventListener("abort", abort, { once: true });
    const done = (): void => signal?.removeEventListener("abort", abort);
    dispatcher.dispatch(options, {
      onRequestStart(started) {
        controller = started;
        if (signal?.aborted) {
          abort();
        }
      },
      onResponseStart(_, statusCode, headers) {
        // Also called for a 1xx; the answer proper comes last.
        head = { statusCode, headers };
      },
      onResponseData(_, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        done();
        resolve({ ...head, text: new TextDecoder().decode(Buffer.concat(chunks)) });
      },
      onResponseError(_, error) {
        done();
        reject(error);
      },
    });
  });
}
