// @ts-check

/**
 * How long operations took: groups of bars, one bar a series.
 *
 * @typedef {object} Chart
 * @property {string} title
 * @property {string[]} series
 * @property {{ name: string, seconds: number[] }[]} groups
 */

const LABELS = 150;
const PANEL = 230;
/** Of the longest bar; its figure needs the rest. */
const BAR = 165;
const THICKNESS = 11;
const GAP = 16;
/** Of one name in the legend. */
const NAME = 170;
const TOP = 64;

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2933 }
  .title { font-weight: 600 }
  .figure { font-size: 10px; fill: #52606d }
  .series-0 { fill: #9aa5b1 } .series-1 { fill: #616e7c } .series-2 { fill: #2f6fde } .series-3 { fill: #d98a1f }
  @media (prefers-color-scheme: dark) {
    text { fill: #e4e7eb }
    .figure { fill: #9aa5b1 }
    .series-0 { fill: #616e7c } .series-1 { fill: #9aa5b1 } .series-2 { fill: #5b9bff } .series-3 { fill: #f0b05a }
  }`;

/**
 * Charts side by side, with the same operations in the same rows. On a light page and on a dark one.
 *
 * @param {readonly Chart[]} charts of the same series and groups
 */
function svg(charts) {
  const { series = [], groups = [] } = charts[0] ?? {};
  const rowHeight = series.length * THICKNESS + GAP;
  const [width, height] = [
    LABELS + Math.max(charts.length * PANEL, series.length * NAME),
    TOP + groups.length * rowHeight,
  ];
  const rowAt = (/** @type {number} */ index) => TOP + index * rowHeight;
  const parts = [
    ...legend(series),
    ...groups.map(({ name }, index) =>
      text(LABELS - 12, rowAt(index) + (series.length * THICKNESS) / 2 + 4, name, 'text-anchor="end"'),
    ),
    ...charts.flatMap((chart, index) => panel(chart, LABELS + index * PANEL, rowAt)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img">
<title>How long operations take</title>
<style>${STYLE}
</style>
${parts.join("\n")}
</svg>
`;
}

/** @param {string[]} series */
function legend(series) {
  return series.flatMap((name, index) => [
    `<rect x="${LABELS + index * NAME}" y="8" width="11" height="11" class="series-${index}"/>`,
    text(LABELS + index * NAME + 17, 18, name),
  ]);
}

/**
 * @param {Chart} chart
 * @param {number} left
 * @param {(index: number) => number} rowAt
 */
function panel({ title, groups }, left, rowAt) {
  const longest = Math.max(...groups.flatMap(({ seconds }) => seconds));
  const bars = groups.flatMap(({ seconds }, group) =>
    seconds.flatMap((value, index) => {
      const [top, length] = [rowAt(group) + index * THICKNESS, round((value / longest) * BAR)];
      return [
        `<rect x="${left}" y="${top}" width="${length}" height="${THICKNESS - 1}" class="series-${index}"/>`,
        text(left + length + 4, top + 9, `${value.toFixed(1)} s`, 'class="figure"'),
      ];
    }),
  );
  return [text(left, TOP - 16, title, 'class="title"'), ...bars];
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {string} [attributes]
 */
function text(x, y, content, attributes = "") {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escaped}</text>`;
}

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;

module.exports = { svg };
