/** What is measured, and what comes out. */
import type { Paths } from "../bootstrap/paths.js";
import type { Scale } from "./options.ts";
import type { Workspace } from "./workspace.ts";

/** One concern of the benchmark: measures it and says what came out. */
export interface Suite {
  /** For `--only`. */
  readonly name: string;
  readonly title: string;
  run(this: void, context: Context, progress: (detail: string) => void): Promise<Result>;
}

export interface Context {
  readonly paths: Paths;
  readonly scale: Scale;
  readonly workspace: Workspace;
}

export interface Result {
  readonly measurements: readonly Measurement[];
  /** Why there are no measurements. */
  readonly skipped?: string;
}

export type NamedResult = Pick<Suite, "name" | "title"> & Result;

/** One figure, for people and for programs. */
export interface Measurement {
  /** What was measured. */
  readonly name: string;
  /** Undefined where this machine cannot say. */
  readonly value: number | undefined;
  readonly unit: Unit;
  /** What the figure comes from. */
  readonly detail?: string;
  readonly goal?: Goal | undefined;
  /** All that it was worked out from, for programs. */
  readonly figures?: object;
}

export type Unit = "×" | "requests" | "s" | "ms" | "bytes" | "MB" | "MB/s" | "requests/s";
export type Goal =
  | { readonly exactly: number }
  | { readonly atMost: number }
  | { readonly atLeast: number }
  | { readonly below: number };

/** Whether the goal is met; undefined where there is none, or no figure. */
export function isMet({ value, goal }: Measurement): boolean | undefined {
  if (value === undefined || goal === undefined) {
    return undefined;
  }
  if ("exactly" in goal) {
    return value === goal.exactly;
  }
  if ("atMost" in goal) {
    return value <= goal.atMost;
  }
  return "below" in goal ? value < goal.below : value >= goal.atLeast;
}

export function valueText({ value, unit }: Measurement): string {
  return value === undefined ? "n/a" : `${numberText(value, unit)} ${unit}`;
}

export function goalText({ goal }: Measurement): string {
  if (goal === undefined) {
    return "";
  }
  if ("exactly" in goal) {
    return `= ${String(goal.exactly)}`;
  }
  if ("atMost" in goal) {
    return `≤ ${String(goal.atMost)}`;
  }
  return "below" in goal ? `< ${String(goal.below)}` : `≥ ${String(goal.atLeast)}`;
}

export function verdictText(measurement: Measurement): string {
  const met = isMet(measurement);
  if (met === undefined) {
    return "";
  }
  return met ? "met" : "missed";
}

function numberText(value: number, unit: Unit): string {
  if (unit === "×" || unit === "s") {
    return value.toFixed(2);
  }
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}

export const megabytes = (bytes: number): number => bytes / 1_000_000;

export const secondsText = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(2)} s`;
