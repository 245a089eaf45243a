import { type Compared, type Figures, makeStacks, noFigures, runOnEach, type Side, SIDES } from "../comparison.ts";
import { type Goal, type Measurement, megabytes, secondsText, type Suite } from "../measurement.ts";
import type { Project, Run, StateSizes } from "../project.ts";
import { median, ratios } from "../statistics.ts";

interface Operation {
  readonly name: string;
  readonly run: (project: Project, agents: number) => Promise<Run>;
  /** Whether it is also run by the floor that sends the requests and does nothing else. */
  readonly overTheWire?: boolean;
  readonly besideFloor?: Goal;
  /** Beside the same without. */
  readonly withLatency?: (agents: number) => Goal | undefined;
  /** The requests that the goal is about; else all of them. */
  readonly counted?: string;
  readonly requests?: (agents: number) => Goal;
}

/** In this order: each works on what the one before left. */
const OPERATIONS: readonly Operation[] = [
  {
    name: "create",
    run: (project, agents) => project.up({ agents }),
    overTheWire: true,
    besideFloor: { atMost: 1.15 },
    withLatency: (agents) => (agents >= 300 ? { atMost: 1.3 } : undefined),
  },
  {
    name: "unchanged up",
    run: (project, agents) => project.up({ agents }),
    besideFloor: { atMost: 1.05 },
    requests: () => ({ exactly: 0 }),
  },
  {
    name: "preview",
    run: (project, agents) => project.preview({ agents }),
    besideFloor: { atMost: 1.05 },
    requests: () => ({ exactly: 0 }),
  },
  {
    name: "refresh",
    run: (project, agents) => project.refresh({ agents }),
    overTheWire: true,
    besideFloor: { atMost: 1.25 },
    counted: "GET agents",
    requests: (agents) => ({ atMost: agents }),
  },
  {
    name: "change of one agent",
    run: (project, agents) => project.up({ agents, edited: true }),
    requests: () => ({ exactly: 1 }),
  },
  { name: "destroy", run: (project, agents) => project.destroy({ agents }), overTheWire: true },
];

export const operations: Suite = {
  name: "operations",
  title: "Operations, beside the engine's floor",

  async run(context, progress) {
    const stacks = await makeStacks(context);
    const measurements: Measurement[] = [];
    for (const { agents, rounds } of context.scale.sizes) {
      const compared = OPERATIONS.map((operation) => ({ operation, figures: noFigures() }));
      let state: Measurement[] = [];
      for (let round = 1; round <= rounds; round += 1) {
        for (const { operation, figures } of compared) {
          progress(`${String(agents)} agents, round ${String(round)} of ${String(rounds)}, ${operation.name}`);
          const sides = SIDES.filter((side) => side !== "wire" || operation.overTheWire);
          await runOnEach(stacks, sides, (project) => operation.run(project, agents), figures);
          if (operation.name === "create") {
            state = ofState(agents, stacks);
          }
        }
      }
      measurements.push(
        ...compared.flatMap(({ operation, figures }) => ofOperation(operation, agents, figures)),
        ...state,
      );
    }
    return { measurements };
  },
};

function ofOperation(
  { name, overTheWire, besideFloor, withLatency, counted, requests }: Operation,
  agents: number,
  figures: Record<Side, Figures>,
): Measurement[] {
  const { floor, outputs, wire, near, far } = figures;
  const what = `${name}, ${String(agents)} agents`;
  const overBareRequests = overTheWire
    ? [{ name: `${what}, beside a floor that sends requests`, ...beside(near, "that floor", wire, [kindsText(wire)]) }]
    : [];
  // The same in every round.
  const sent = near.requests[0] ?? {};
  const all = Object.values(sent).reduce((total, count) => total + count, 0);
  return [
    { name: what, ...beside(near, "floor", floor, memoryText(near, floor)), goal: besideFloor, figures },
    { name: `${what}, beside a floor with the outputs`, ...beside(near, "that floor", outputs) },
    ...overBareRequests,
    { name: `${what}, with latency`, ...beside(far, "without", near), goal: withLatency?.(agents) },
    {
      name: `${what}, requests`,
      value: counted === undefined ? all : (sent[counted] ?? 0),
      unit: "requests",
      detail: kindsText(near),
      goal: requests?.(agents),
    },
  ];
}

function beside(
  figures: Figures,
  baseName: string,
  base: Figures,
  more: readonly string[] = [],
): Pick<Measurement, "value" | "unit" | "detail"> {
  const all = ratios(figures.milliseconds, base.milliseconds);
  const range = `${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)}`;
  const times = `${secondsText(median(figures.milliseconds))}, ${baseName} ${secondsText(median(base.milliseconds))}`;
  const detail = [range, times, ...processorText(figures, base), ...more].join("; ");
  return { value: median(all), unit: "×", detail };
}

function kindsText({ requests: [sent = {}] }: Figures): string {
  const kinds = Object.entries(sent).map(([kind, count]) => `${String(count)} ${kind}`);
  return kinds.join(", ") || "none";
}

function processorText(figures: Figures, base: Figures): string[] {
  const all = ratios(known(figures.processorMs), known(base.processorMs));
  return all.length === 0 ? [] : [`processor time ${median(all).toFixed(2)} ×`];
}

function memoryText(near: Figures, floor: Figures): string[] {
  const [ours, base] = [known(near.providerBytes), known(floor.providerBytes)];
  if (ours.length === 0 || base.length === 0) {
    return [];
  }
  const most = (values: readonly number[]): string => String(Math.round(megabytes(Math.max(...values))));
  return [`memory ${most(ours)} MB, floor ${most(base)} MB`];
}

const known = (values: readonly (number | undefined)[]): number[] => values.filter((value) => value !== undefined);

function ofState(agents: number, { floor, outputs, near }: Record<Side, Compared>): Measurement[] {
  const sizes = near.project.stateSizes();
  const bases = [floor, outputs].map(({ project }) => project.stateSizes());
  const besideFloors = (part: keyof StateSizes): string =>
    bases.map((base) => String(Math.round(base[part]))).join(", with the outputs ");
  const whole = `the whole file ${String(sizes.whole)}, floor ${besideFloors("whole")}`;
  return [
    {
      name: `state of an agent, ${String(agents)} agents`,
      value: sizes.ofAgent,
      unit: "bytes",
      detail: `floor ${besideFloors("ofAgent")}; ${whole}`,
    },
    {
      name: `state of an MCP server, ${String(agents)} agents`,
      value: sizes.ofServer,
      unit: "bytes",
      detail: `floor ${besideFloors("ofServer")}`,
    },
    // The goal is the design's.
    {
      name: `its __provider, in and out, ${String(agents)} agents`,
      value: sizes.ofShell,
      unit: "bytes",
      goal: { atMost: 300 },
    },
  ];
}
