// @ts-check
/** What the engine takes for the outputs of an agent as well, whoever provides it. */
require("./nothing.js").declareNothing({ withOutputs: true });
