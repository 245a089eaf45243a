// @ts-check
/** The engine's floor. */
require("./nothing.js").declareNothing("plain");
