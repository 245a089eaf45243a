/** Binds the app to a loopback port, and releases it again. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { EmulatorStartError } from "./store/database";

// Not configurable: the emulator's key is published, so nobody else may reach it.
const HOST = "127.0.0.1";
/** How long unfinished answers may still take once the server closes and its runs have ended. */
const DRAIN_MILLISECONDS = 1_000;
/** How often a closing server looks for idle connections, which clients keep open for their next request. */
const SWEEP_MILLISECONDS = 10;

export class LoopbackServer {
  readonly #server: Server;
  #closing: Promise<void> | undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens on a port; 0 for any free one. Fails with an {@link EmulatorStartError} if the port is taken. */
  static async listen(
    fetch: (request: Request, bindings: HttpBindings) => Response | Promise<Response>,
    port: number,
  ): Promise<LoopbackServer> {
    // Without further options this is an HTTP/1.1 server, and so are the bindings.
    const server = createAdaptorServer({
      fetch: (request, bindings) => fetch(request, bindings as HttpBindings),
    }) as Server;
    await new Promise<void>((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, port)));
      server.listen(port, HOST, resolve);
    });
    return new LoopbackServer(server);
  }

  get url(): string {
    return `http://${HOST}:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /**
   * Takes no new requests, lets those under way finish, then cuts what is left. Calling it again waits for the same.
   *
   * @param work resolves when all runs have ended; nothing is cut before, so that each answer can say how its run ended
   */
  close(work: Promise<void>): Promise<void> {
    return (this.#closing ??= this.#close(work));
  }

  async #close(work: Promise<void>): Promise<void> {
    const closed = new Promise<void>((resolve, reject) => {
      this.#server.close((error) => (error === undefined ? resolve() : reject(error)));
    });
    const sweep = setInterval(() => this.#server.closeIdleConnections(), SWEEP_MILLISECONDS);
    this.#server.closeIdleConnections();
    let cut: NodeJS.Timeout | undefined;
    try {
      await work;
      cut = setTimeout(() => this.#server.closeAllConnections(), DRAIN_MILLISECONDS);
      await closed;
    } finally {
      clearTimeout(cut);
      clearInterval(sweep);
    }
  }
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === "EADDRINUSE") {
    return new EmulatorStartError(
      `Port ${String(port)} is in use; stop what listens there, or choose another port (0 for any).`,
    );
  }
  if (error.code === "EACCES") {
    return new EmulatorStartError(`Port ${String(port)} needs more rights than this user has; choose one above 1023.`);
  }
  return error;
}
