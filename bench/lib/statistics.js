// @ts-check

/** @param {readonly number[]} values at least one */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  if (low === undefined || high === undefined) throw new RangeError("There is no median of no values.");
  return (low + high) / 2;
}

/**
 * How much `values` are of `base` in each round, which measured both within moments. A machine that is slow for a while
 * then slows both.
 *
 * @param {readonly number[]} values
 * @param {readonly number[]} base of the same rounds
 */
function ratios(values, base) {
  return values.map((value, round) => value / (base[round] ?? NaN));
}

/**
 * @template T
 * @param {readonly T[]} values
 * @returns {T[]} the same in an order left to chance
 */
function shuffled(values) {
  return values
    .map((value) => ({ value, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

module.exports = { median, ratios, shuffled };
