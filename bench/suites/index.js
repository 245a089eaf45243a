// @ts-check
const { localServer } = require("./local-server.js");
const { memory } = require("./memory.js");
const { operations } = require("./operations.js");
const { productCli } = require("./product-cli.js");
const { startUp } = require("./start-up.js");
const { stream } = require("./stream.js");
const { types } = require("./types.js");

/** @type {readonly import("../lib/suite.js").Suite[]} */
const SUITES = [operations, memory, startUp, types, stream, localServer, productCli];

module.exports = { SUITES };
