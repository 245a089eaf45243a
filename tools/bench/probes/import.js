// @ts-check
/** What loading the SDK takes in a program that has loaded @pulumi/pulumi, as every program does. In milliseconds. */
const start = performance.now();
require("@pulumi/pulumi");
const between = performance.now();
require("pulumi-deepagents");
const end = performance.now();
console.log(JSON.stringify({ pulumi: between - start, sdk: end - between }));
