// @ts-check
/** What the engine takes for what an agent has besides its inputs as well, whoever provides it. */
require("./nothing.js").declareNothing("withOutputs");
