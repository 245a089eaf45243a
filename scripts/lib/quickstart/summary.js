// @ts-check

/**
 * What `npm start` prints in the end.
 *
 * @param {Record<string, unknown>} outputs of the stack
 * @param {{ took: string, changed: boolean }} run
 */
function summary(outputs, { took, changed }) {
  const rows = /** @type {const} */ ([
    ["agent id", "agentId"],
    ["revision", "revision"],
    ["MCP server id", "mcpServerId"],
  ]);
  return [
    "",
    changed ? `Deployed in ${took}:` : `Unchanged (${took}):`,
    ...rows.map(([label, name]) => `  ${label.padEnd(15)}${show(outputs[name])}`),
    "",
    "What to try next:",
    "  edit the prompt in examples/quickstart/index.ts, then     npm start",
    "  look at the server (it keeps what was deployed):          npm run emulator",
    "  and, while it runs, what a deployment would change:       npm run pulumi -- preview --diff",
    "  or take everything down again:                            npm run pulumi -- destroy",
    "",
  ].join("\n");
}

/** @param {unknown} value */
function show(value) {
  return typeof value === "string" || typeof value === "number" ? String(value) : "(not an output of the program)";
}

module.exports = { summary };
