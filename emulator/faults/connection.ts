/** What no `Response` can express: answers that break off. Written to the connection itself. */
import type { HttpBindings } from "@hono/node-server";

/** Resets the connection (RST), so that the client's answer is an error, never an empty end. */
export function reset({ incoming }: HttpBindings): void {
  incoming.socket.resetAndDestroy();
}

/**
 * Announces the whole body, sends half of it and ends the connection. An answer without a body breaks off in its first
 * line. Returns the status, if the client got to see it.
 */
export async function sendHalf({ outgoing }: HttpBindings, response: Response): Promise<number | undefined> {
  const body = Buffer.from(await response.arrayBuffer());
  const { socket } = outgoing;
  if (body.length === 0) {
    socket?.write("HTTP/1.1 2");
    socket?.destroySoon();
    return undefined;
  }
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), "content-length": body.length });
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)));
  socket?.destroySoon();
  return response.status;
}
