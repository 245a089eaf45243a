/** Which requests are to fail and how: armed by tests, asked by the middleware for every request. */
import { setTimeout } from "node:timers/promises";
import type * as z from "zod";
import type { Fault, FaultSpecSchema } from "./fault";
import { parseFaultSpec } from "./parse";
import { isSameRoute, type RouteName } from "./route-name";

export interface ArmedFault extends z.output<typeof FaultSpecSchema> {
  /** Matching calls since it was armed. */
  calls: number;
  /** How many of them failed because of it. At `times` it is spent. */
  fired: number;
}

/** Resolves after that many milliseconds, or rejects once the signal is aborted. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<unknown>;

const onTimer: Sleep = (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal });

export class FaultPlan {
  readonly #knownRoutes: () => readonly RouteName[];
  readonly #sleep: Sleep;
  readonly #closing = new AbortController();
  #armed: ArmedFault[] = [];

  /** `knownRoutes` is asked when a fault is armed: the plan exists before the routes do. */
  constructor(knownRoutes: () => readonly RouteName[], sleep: Sleep = onTimer) {
    this.#knownRoutes = knownRoutes;
    this.#sleep = sleep;
  }

  /** Copies, so that a list taken before an action can be compared with one taken after it. */
  get armed(): readonly ArmedFault[] {
    return this.#armed.map((fault) => ({ ...fault }));
  }

  /** @throws ApiFault when the description is wrong or names no route. */
  arm(input: unknown): ArmedFault {
    const fault: ArmedFault = { ...parseFaultSpec(input, this.#knownRoutes()), calls: 0, fired: 0 };
    this.#armed.push(fault);
    return { ...fault };
  }

  clear(): void {
    this.#armed = [];
  }

  /**
   * Counts a call, and returns what is to happen to it. Of several faults that are due, the oldest comes first and the
   * others wait for the next call: faults armed one after the other fire one after the other.
   */
  take(route: RouteName): Fault | undefined {
    const matching = this.#armed.filter((armed) => isSameRoute(armed, route));
    for (const armed of matching) armed.calls += 1;
    const due = matching.find(({ calls, nth, fired, times }) => calls >= nth && fired < times);
    if (due === undefined) return undefined;
    due.fired += 1;
    return due.fault;
  }

  /** Waits, but not beyond the end of the emulator. */
  async wait(milliseconds: number): Promise<void> {
    const { signal } = this.#closing;
    await this.#sleep(milliseconds, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  /** Ends every wait, so that requests under way can finish while the store is still open. */
  close(): void {
    this.#closing.abort();
  }
}
