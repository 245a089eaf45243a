// @ts-check
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  globalIgnores(["**/dist/", ".engine/", ".local/", "coverage/"]),
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.mts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: ["./tsconfig.json", "./tools/tsconfig.json"], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      // The recommended options let numbers through; one that is written with String(n) was meant to be read.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: false }],
      // Leaving a property out of a copy names it.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
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
  { rules: { curly: ["error", "all"] } },
  {
    // Node runs these as they are, without their types: what would have to be compiled fails when it is loaded.
    files: ["tools/**/*.ts"],
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/parameter-properties": "error",
      "no-restricted-syntax": ["error", "TSEnumDeclaration", "TSModuleDeclaration", "TSImportEqualsDeclaration"],
    },
  },
);
