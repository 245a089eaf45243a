// @ts-check
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** @returns {import("jest").Config} */
const shared = () => ({
  testEnvironment: "node",
  setupFiles: ["<rootDir>/test/support/record-children.ts"],
  // dist, and what set-up and npm start keep, hold second copies of packages and sources.
  modulePathIgnorePatterns: ["/dist/", "/emulator/dist/", "/\\.engine/", "/\\.local/"].map(
    (folder) => `<rootDir>${folder}`,
  ),
  // A real import() names its file with .js, as Node wants it; from the sources that is a .ts.
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  transform: {
    // The types are checked by tsc, once, not again in each test file.
    "\\.ts$": [
      require.resolve("ts-jest"),
      {
        tsconfig: {
          target: "es2023",
          module: "commonjs",
          moduleResolution: "bundler",
          esModuleInterop: true,
          isolatedModules: true,
          sourceMap: true,
        },
      },
    ],
  },
});

/** @type {import("jest").Config} */
export default {
  // Engine tests start several processes each: more workers than this make them wait for one another.
  maxWorkers: 2,
  // No test depends on how fast the machine is, which may be busy with other things: this ends only what hangs.
  testTimeout: 120_000,
  projects: [
    {
      ...shared(),
      displayName: "unit",
      // The examples that have tests of their own show how a program is tested.
      testMatch: ["<rootDir>/test/unit/**/*.test.ts", "<rootDir>/examples/**/*.test.ts"],
      moduleNameMapper: {
        ...shared().moduleNameMapper,
        "^pulumi-deepagents$": "<rootDir>/sdk/index.ts",
        "^pulumi-deepagents/dynamic$": "<rootDir>/provider/dynamic/index.ts",
        "^pulumi-deepagents-emulator$": "<rootDir>/emulator/index.ts",
      },
    },
    // What deploys with the real engine: one path through everything, and the many trials of `npm run test:all`.
    ...["engine", "long"].map((displayName) => ({
      ...shared(),
      displayName,
      testMatch: [`<rootDir>/test/${displayName}/**/*.test.ts`],
      // jest has no testTimeout for one project of several.
      setupFilesAfterEnv: ["<rootDir>/test/engine/support/timeout.ts"],
    })),
  ],
};
