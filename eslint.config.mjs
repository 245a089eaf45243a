// @ts-check
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** The house's dialect: where the language has two spellings for one thing, the sources use one. */
const DIALECT = [
  {
    selector: ":matches(PropertyDefinition, MethodDefinition[kind!='constructor'])[accessibility=/private|protected/]",
    message: "Write #name: it stays private when the program runs, too.",
  },
  {
    selector: "ObjectExpression > SpreadElement > LogicalExpression[operator='&&']",
    message: "Write ...(x === undefined ? {} : { x }).",
  },
];

export default defineConfig(
  globalIgnores(["**/dist/", ".engine/", ".local/", "coverage/"]),
  js.configs.recommended,
  {
    rules: { curly: ["error", "all"], "no-restricted-syntax": ["error", ...DIALECT] },
  },
  {
    files: ["**/*.ts", "**/*.mts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: ["./tsconfig.json", "./tools/tsconfig.json"], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      // Leaving a property out of a copy names it.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      // The recommended options allow numbers. String(n) shows that a number was meant.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: false }],
    },
  },
  {
    // tsc checks the names in these (tools/tsconfig.json), with the right globals.
    files: ["**/*.mjs", "**/*.js"],
    rules: { "no-undef": "off" },
  },
  {
    files: ["**/*.js"],
    languageOptions: { sourceType: "commonjs" },
  },
  {
    // Node runs these without their types, and would look for what is imported as a value.
    files: ["tools/**/*.ts"],
    rules: { "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }] },
  },
  {
    files: ["test/**", "examples/**/*.test.ts"],
    rules: { "no-restricted-globals": ["error", { name: "test", message: "Write `it`." }] },
  },
);
