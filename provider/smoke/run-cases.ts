/** In which order the cases run, so that none profits from what the agent remembers of another one. */
import { isDeepStrictEqual } from "node:util";
import type { Api } from "../client";
import { isRequestFailure } from "../client/errors";
import { inPool } from "../helpers/async";
import type { SmokeCase } from "../inputs/smoke-test";
import { type Agent, type FileMap, isMemoryPath } from "../wire";
import type { CaseReport } from "./report";
import { type AttemptOptions, needsAnother } from "./run-case";

export interface CasesOptions {
  readonly concurrency: number;
  readonly retries: number;
  /** Makes an attempt, from 1; `undefined` if it does not count. */
  readonly attempt: (smokeCase: SmokeCase, number: number, options: AttemptOptions) => Promise<CaseReport | undefined>;
  /** An attempt failed, and there will be another. */
  readonly onRetry: (report: CaseReport) => void;
  /** A case has come to its end. */
  readonly onEnd: (report: CaseReport) => void;
  /** These cases will run again, one at a time, because the memory changed while they ran side by side. */
  readonly onMixed: (cases: readonly SmokeCase[]) => void;
}

/** @param memory of an agent whose memory may be put back; that of any other agent is its own */
export async function runCases(
  cases: readonly SmokeCase[],
  memory: Memory | undefined,
  options: CasesOptions,
): Promise<CaseReport[]> {
  return memory === undefined
    ? inPool(cases, options.concurrency, (smokeCase) => allAttempts(smokeCase, 1, {}, options))
    : runApart(cases, memory, options);
}

/**
 * Runs cases side by side until the memory changes. Those that were under way then have perhaps seen what another one
 * wrote: they run again, one at a time, as further attempts do. Then the others go on, side by side.
 */
async function runApart(cases: readonly SmokeCase[], memory: Memory, options: CasesOptions): Promise<CaseReport[]> {
  const reports = new Map<SmokeCase, CaseReport>();
  const putBack = (): Promise<void> => memory.putBack();
  for (let waiting = cases, ready: Promise<void> | undefined; waiting.length > 0; ready = undefined) {
    const isFirst = waiting === cases;
    const prepare = (): Promise<void> => (ready ??= isFirst ? Promise.resolve() : putBack());
    const round = await sideBySide(waiting, memory, prepare, options);
    for (const [smokeCase, report] of round.reports) {
      reports.set(smokeCase, report);
    }
    for (const [smokeCase, number] of round.again) {
      reports.set(smokeCase, await allAttempts(smokeCase, number, { prepare: putBack }, options));
    }
    waiting = round.left;
  }
  return cases.flatMap((smokeCase) => reports.get(smokeCase) ?? []);
}

interface Round {
  /** Of cases that came to their end. */
  readonly reports: ReadonlyMap<SmokeCase, CaseReport>;
  /** Cases that have to run alone, with the number of the attempt. */
  readonly again: ReadonlyMap<SmokeCase, number>;
  /** Cases that were not begun, because the memory had changed. */
  readonly left: readonly SmokeCase[];
}

async function sideBySide(
  cases: readonly SmokeCase[],
  memory: Memory,
  prepare: () => Promise<void>,
  { concurrency, retries, attempt, onRetry, onEnd, onMixed }: CasesOptions,
): Promise<Round> {
  const reports = new Map<SmokeCase, CaseReport>();
  const again = new Map<SmokeCase, number>();
  const left: SmokeCase[] = [];
  const underWay = new Set<SmokeCase>();
  // A case that was under way alone has changed the memory itself, and that is part of its conversation.
  const mixed = new Set<SmokeCase>();
  let hasChanged = false;
  await inPool(cases, concurrency, async (smokeCase) => {
    if (hasChanged) {
      left.push(smokeCase);
      return;
    }
    underWay.add(smokeCase);
    const counts = async (): Promise<boolean> => {
      const changed = await memory.hasChanged();
      hasChanged ||= changed;
      if (changed && underWay.size > 1) {
        underWay.forEach((one) => mixed.add(one));
      }
      underWay.delete(smokeCase);
      return !mixed.has(smokeCase);
    };
    const report = await attempt(smokeCase, 1, { prepare, counts });
    if (!report) {
      again.set(smokeCase, 1);
    } else if (needsAnother(report, retries)) {
      onRetry(report);
      again.set(smokeCase, 2);
    } else {
      onEnd(report);
      reports.set(smokeCase, report);
    }
  });
  if (mixed.size > 0) {
    onMixed([...mixed]);
  }
  return { reports, again, left };
}

async function allAttempts(
  smokeCase: SmokeCase,
  first: number,
  options: AttemptOptions,
  { attempt, retries, onRetry, onEnd }: CasesOptions,
): Promise<CaseReport> {
  for (let number = first; ; number += 1) {
    const report = await attempt(smokeCase, number, options);
    if (report && !needsAnother(report, retries)) {
      onEnd(report);
      return report;
    }
    if (report) {
      onRetry(report);
    }
  }
}

/** What an agent remembers: files below `memories/`, which its conversations share and which it writes itself. */
export class Memory {
  readonly #connect: () => Api;
  readonly #agentId: string;
  readonly #deployed: FileMap;

  /** @param agent as deployed, read with its files */
  constructor(connect: () => Api, agent: Agent) {
    this.#connect = connect;
    this.#agentId = agent.id;
    this.#deployed = memoryOf(agent);
  }

  /** Whether it is not as deployed. If that cannot be found out, it counts as changed. */
  async hasChanged(): Promise<boolean> {
    try {
      return !isDeepStrictEqual(memoryOf(await this.#read()), this.#deployed);
    } catch (error) {
      if (isRequestFailure(error)) {
        return true;
      }
      throw error;
    }
  }

  /** @throws ApiError, NoAnswerError */
  async putBack(): Promise<void> {
    await setMemory(this.#connect(), await this.#read(), this.#deployed);
  }

  #read(): Promise<Agent> {
    return this.#connect().agents.get(this.#agentId, { includeFiles: true });
  }
}

/** The agent's files that are its memory. */
export function memoryOf({ files }: Agent): FileMap {
  return Object.fromEntries(Object.entries(files ?? {}).filter(([path]) => isMemoryPath(path)));
}

/**
 * Makes an agent's memory `wanted`.
 *
 * @returns the agent as it is then; `undefined` if there was nothing to change
 */
export async function setMemory(api: Api, agent: Agent, wanted: FileMap): Promise<Agent | undefined> {
  const current = memoryOf(agent);
  if (isDeepStrictEqual(current, wanted)) {
    return undefined;
  }
  const deleted = Object.keys(current).filter((path) => !(path in wanted));
  return api.agents.update(agent.id, { files: wanted, deleted_paths: deleted });
}
