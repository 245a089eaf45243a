// @ts-check
const path = require("node:path");
const { pathsOf } = require("./paths.js");

/** This checkout. Only the entry points use it; what they call gets its paths handed in, so that tests can hand in others. */
const checkout = pathsOf(path.dirname(path.dirname(__dirname)));

module.exports = { checkout };
