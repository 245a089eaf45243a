// @ts-check

/**
 * What `npm start` prints of a deployment.
 *
 * @param {Record<string, unknown>} outputs of the stack
 * @param {{ took: string, changed: boolean }} run
 */
function deployed(outputs, { took, changed }) {
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
  ].join("\n");
}

/**
 * What `npm start` prints in the end.
 *
 * @param {{ scripted: boolean }} run scripted: the agent's model was
 */
function nextSteps({ scripted }) {
  const model =
    "Its model is scripted and needs no account. docs/emulator.md says how to use a real one (--models live).";
  return [
    ...(scripted ? [model] : []),
    "",
    "What to try next:",
    "  edit the prompt in examples/quickstart/index.ts, then     npm start",
    "  look at the server (it keeps what was deployed):          npm run emulator",
    "  while it runs, give the agent its tools again:            npm run notes-server",
    "  and see what a deployment would change:                   npm run pulumi -- preview --diff",
    "  or take everything down again:                            npm run pulumi -- destroy",
    "",
  ].join("\n");
}

/** @param {unknown} value */
function show(value) {
  return typeof value === "string" || typeof value === "number" ? String(value) : "(not an output of the program)";
}

module.exports = { deployed, nextSteps };
