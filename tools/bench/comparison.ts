import { isDeepStrictEqual } from "node:util";
import { Failure } from "../bootstrap/messages.js";
import type { Context } from "./measurement.ts";
import { Project, type Run } from "./project.ts";
import { shuffled } from "./statistics.ts";
import { type LocalServer, startLocalServer } from "./workspace.ts";

/**
 * What is compared: the engine's floor, the same with what an agent has besides its inputs, that one when it sends the
 * requests of the operation and does nothing else, the provider, and the provider with a server that is far away.
 */
export const SIDES = ["floor", "outputs", "wire", "near", "far"] as const;
export type Side = (typeof SIDES)[number];

export interface Compared {
  readonly project: Project;
  readonly server: LocalServer;
}

/** What the runs of one operation took, round by round. */
export interface Figures {
  readonly milliseconds: number[];
  /** Of the engine, the program and the provider; not of the server. */
  readonly processorMs: (number | undefined)[];
  /** The most memory that the provider's process had. */
  readonly providerBytes: (number | undefined)[];
  /** `{ "POST agents": 10 }` */
  readonly requests: Record<string, number>[];
}

export async function makeStacks({ paths, workspace, scale }: Context): Promise<Record<Side, Compared>> {
  const near = await startLocalServer(paths, workspace);
  const far = await startLocalServer(paths, workspace, { latencyMs: scale.latencyMs });
  const wire = await startLocalServer(paths, workspace);
  return {
    floor: { project: await Project.create(paths, workspace, "floor", near), server: near },
    outputs: { project: await Project.create(paths, workspace, "floor-with-outputs", near), server: near },
    wire: { project: await Project.create(paths, workspace, "floor-over-the-wire", wire), server: wire },
    near: { project: await Project.create(paths, workspace, "provider", near), server: near },
    far: { project: await Project.create(paths, workspace, "provider", far), server: far },
  };
}

export function noFigures(): Record<Side, Figures> {
  const none = (): Figures => ({ milliseconds: [], processorMs: [], providerBytes: [], requests: [] });
  return { floor: none(), outputs: none(), wire: none(), near: none(), far: none() };
}

/**
 * Runs one operation on each side, one right after the other: what slows the machine for a while slows all of them. The
 * order is another one every time, so that no side always has the same neighbours.
 *
 * @param figures gets what it took
 * @throws Failure when not every run sends the same requests, near and far
 */
export async function runOnEach(
  stacks: Record<Side, Compared>,
  sides: readonly Side[],
  operation: (project: Project) => Promise<Run>,
  figures: Record<Side, Figures>,
): Promise<void> {
  for (const side of shuffled(sides)) {
    const { project, server } = stacks[side];
    await server.forgetRequests();
    const { milliseconds, processorMs, providerBytes } = await operation(project);
    figures[side].milliseconds.push(milliseconds);
    figures[side].processorMs.push(processorMs);
    figures[side].providerBytes.push(providerBytes);
    figures[side].requests.push(await server.requests());
  }
  const sent = [...figures.near.requests, ...figures.far.requests];
  const other = sent.find((requests) => !isDeepStrictEqual(requests, sent[0]));
  if (other) {
    throw new Failure(`The same operation sent ${JSON.stringify(sent[0])} and ${JSON.stringify(other)}.`);
  }
}
