// @ts-check
/** What the engine and the requests take, whoever sends them. */
require("./nothing.js").declareNothing("overTheWire");
