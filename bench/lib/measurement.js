// @ts-check

/**
 * One figure, for people and for programs.
 *
 * @typedef {object} Measurement
 * @property {string} name what was measured
 * @property {number | undefined} value undefined where this machine cannot say
 * @property {Unit} unit
 * @property {string} [detail] what the figure comes from
 * @property {Goal | undefined} [goal]
 * @property {object} [figures] all that it was worked out from, for programs
 */

/** @typedef {"×" | "requests" | "s" | "ms" | "bytes" | "MB" | "MB/s" | "requests/s"} Unit */
/** @typedef {{ exactly: number } | { atMost: number } | { atLeast: number } | { below: number }} Goal */

/**
 * @param {Measurement} measurement
 * @returns {boolean | undefined} whether the goal is met; undefined where there is none, or no figure
 */
function isMet({ value, goal }) {
  if (value === undefined || goal === undefined) return undefined;
  if ("exactly" in goal) return value === goal.exactly;
  if ("atMost" in goal) return value <= goal.atMost;
  return "below" in goal ? value < goal.below : value >= goal.atLeast;
}

/** @param {Measurement} measurement */
function valueText({ value, unit }) {
  return value === undefined ? "n/a" : `${numberText(value, unit)} ${unit}`;
}

/** @param {Measurement} measurement */
function goalText({ goal }) {
  if (goal === undefined) return "";
  if ("exactly" in goal) return `= ${goal.exactly}`;
  if ("atMost" in goal) return `≤ ${goal.atMost}`;
  return "below" in goal ? `< ${goal.below}` : `≥ ${goal.atLeast}`;
}

/** @param {Measurement} measurement */
function verdictText(measurement) {
  const met = isMet(measurement);
  return met === undefined ? "" : met ? "met" : "missed";
}

/**
 * @param {number} value
 * @param {Unit} unit
 */
function numberText(value, unit) {
  if (unit === "×" || unit === "s") return value.toFixed(2);
  return value >= 100 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}

/** @param {number} bytes */
const megabytes = (bytes) => bytes / 1_000_000;

/** @param {number} milliseconds */
const secondsText = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;

module.exports = { isMet, valueText, goalText, verdictText, megabytes, secondsText };
