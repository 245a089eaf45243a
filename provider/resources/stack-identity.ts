/**
 * The random identity of a stack, which marks what the stack owns. It is made, and saved in the state, before anything
 * on the server: whatever a deployment leaves behind when it is interrupted carries a mark that the next one knows.
 */
import { randomUUID } from "node:crypto";
import type { Resource } from "./resource";

export const stackIdentity: Resource = {
  check: () => [],
  previewAdoption: () => Promise.reject(new Error("a stack's identity cannot be adopted")),
  diff: () => ({ changes: false, changed: [], replaces: [], deleteBeforeReplace: false }),
  create: () => Promise.resolve({ id: randomUUID(), state: {} }),
  read: (_context, _id, state = {}) => Promise.resolve({ inputs: {}, state }),
  update: (_context, _id, state) => Promise.resolve(state),
  delete: () => Promise.resolve(),
};
