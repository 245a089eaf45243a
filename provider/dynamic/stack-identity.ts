import { randomUUID } from "node:crypto";
import type { dynamic } from "@pulumi/pulumi";

/**
 * The random identity of a stack, which marks what the stack owns. It is made, and saved in the state, before anything on
 * the server: whatever a deployment leaves behind when it is interrupted carries a mark that the next one knows.
 *
 * It lives in the state alone and needs no connection, so a configuration that is wrong shows on the first agent or
 * server, where a person looks for it.
 */
export const stackIdentity: dynamic.ResourceProvider = {
  create: () => Promise.resolve({ id: randomUUID(), outs: {} }),
  diff: () => Promise.resolve({ changes: false }),
};
