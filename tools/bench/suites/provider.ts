/** What the provider takes by itself: its process's memory, and its reader of events. */
import { type Measurement, megabytes, secondsText, type Suite } from "../measurement.ts";
import { Project } from "../project.ts";
import { median, ratios } from "../statistics.ts";
import { runProbe, startLocalServer } from "../workspace.ts";

export const memory: Suite = {
  name: "memory",
  title: "Memory of the provider's process",

  async run({ paths, workspace, scale: { manyAgents: agents } }, progress) {
    const server = await startLocalServer(paths, workspace);
    const project = await Project.create(paths, workspace, "provider", server);
    const measurements: Measurement[] = [];
    for (const [name, operation] of [
      ["create", "up"],
      ["unchanged up", "up"],
      ["refresh", "refresh"],
    ] as const) {
      progress(`${String(agents)} agents, ${name}`);
      const { milliseconds, providerBytes } = await project[operation]({ agents });
      measurements.push({
        name: `peak during ${name}, ${String(agents)} agents`,
        value: providerBytes === undefined ? undefined : megabytes(providerBytes),
        unit: "MB",
        detail: providerBytes === undefined ? "only Linux says" : `it took ${secondsText(milliseconds)}`,
        goal: { below: 250 },
      });
    }
    return { measurements };
  },
};

const READERS = ["bare", "ours"] as const;
type Reader = (typeof READERS)[number];

export const stream: Suite = {
  name: "stream",
  title: "Reader of server-sent events",

  async run({ paths, scale }, progress) {
    const runs: Record<Reader, Record<string, number>[]> = { bare: [], ours: [] };
    for (let round = 1; round <= scale.streamRounds; round += 1) {
      progress(`${String(round)} of ${String(scale.streamRounds)}`);
      for (const reader of READERS) {
        runs[reader].push(await runProbe(paths, "stream.js", reader, String(scale.streamBytes)));
      }
    }
    const speeds = (reader: Reader): number[] => runs[reader].map((run) => run["bytesPerSecond"] ?? NaN);
    const growth = (reader: Reader): number => megabytes(Math.max(...runs[reader].map((run) => run["growth"] ?? NaN)));
    const size = `${String(megabytes(scale.streamBytes))} MB`;
    return {
      measurements: [
        {
          name: `speed on ${size}, beside a bare eventsource-parser loop`,
          value: median(ratios(speeds("ours"), speeds("bare"))),
          unit: "×",
          detail: `${speedText(speeds("ours"))}, bare ${speedText(speeds("bare"))}`,
          goal: { atLeast: 0.8 },
        },
        {
          name: `growth of memory on ${size}`,
          value: growth("ours"),
          unit: "MB",
          detail: `bare ${String(Math.round(growth("bare")))} MB`,
          goal: { below: 64 },
        },
      ],
    };
  },
};

const speedText = (bytesPerSecond: readonly number[]): string =>
  `${String(Math.round(megabytes(median(bytesPerSecond))))} MB/s`;
