import js from "@eslint/js";
import globals from "globals";
import tseslint from "typescript-eslint";

/** Forbids imports, each with the reason a contributor reads when the rule fires. */
const forbid = (...patterns) => ({
  "no-restricted-imports": [
    "error",
    { patterns: patterns.map(([group, message]) => ({ group, message })) },
  ],
});
/** A leading underscore says that a value is named only to be left out. */
const unused = ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }];
const axiosOnly = [["axios", "axios/*"], "Only provider/wechat/transport.ts speaks HTTP."];
const noEmulator = [["**/emulator/**", "**/emulator"], "What ships must not know the emulator."];
const noCli = [["**/cli/**"], "The command line is on top: nothing knows it."];
const noPulumi = [["@pulumi/*", "@grpc/*"], "Pulumi belongs to the adapters (dynamic, plugin)."];
const noAdapters = [["**/host/**", "**/program/**"], "Arrows point to core, never to adapters."];

export default tseslint.config(
  {
    ignores: [
      "dist/",
      "plugin/",
      "sdk/",
      "coverage/",
      "reports/",
      ".stryker-tmp/",
      "**/node_modules/",
    ],
  },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json" } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": unused,
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      complexity: ["error", 12],
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
    },
  },
  {
    files: ["provider/**/*.ts"],
    rules: { "max-lines": ["error", { max: 200, skipBlankLines: true, skipComments: true }] },
  },
  {
    // A table: a line for each path.
    files: ["provider/core/known-paths.ts"],
    rules: { "max-lines": "off" },
  },
  {
    files: ["provider/core/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "^(?!\\./|async-mutex$|fastest-levenshtein$)",
              message:
                "core is pure: it takes what it needs as arguments. Beside its own files it imports two packages that only compute.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["provider/wechat/**/*.ts"],
    ignores: ["provider/wechat/transport.ts"],
    rules: forbid(axiosOnly, noPulumi, noAdapters, noEmulator, noCli),
  },
  {
    files: ["provider/wechat/transport.ts"],
    rules: forbid(noPulumi, noAdapters, noEmulator, noCli),
  },
  {
    files: [
      "provider/host/dynamic/**/*.ts",
      "provider/program/dynamic/**/*.ts",
      "provider/index.ts",
    ],
    rules: forbid(axiosOnly, noEmulator, noCli, [
      ["**/plugin/**", "**/native/**"],
      "The adapters do not know each other.",
    ]),
  },
  {
    files: ["provider/host/plugin/**/*.ts"],
    rules: forbid(axiosOnly, noEmulator, noCli, [
      ["**/dynamic/**", "**/native/**"],
      "The plugin is a process of its own: what programs load is not in it.",
    ]),
  },
  {
    files: ["provider/native.ts", "provider/program/native/**/*.ts", "provider/program/*.ts"],
    rules: forbid(axiosOnly, noEmulator, noCli, [
      ["**/host/**", "**/wechat/**"],
      "What a program loads asks the plugin; it does not do the plugin's work.",
    ]),
  },
  {
    files: ["emulator/**/*.ts"],
    rules: forbid(axiosOnly, noPulumi, noCli, [
      ["**/provider/**", "**/provider"],
      "The emulator is an independent reading of WeChat's page: it shares no code with the provider.",
    ]),
  },
  {
    files: ["cli/**/*.ts"],
    rules: forbid(axiosOnly, noPulumi, [
      ["**/dynamic/**", "**/plugin/**", "**/native/**"],
      "The command line stands beside the adapters, and speaks to WeChat through core and wechat.",
    ]),
  },
  {
    files: ["**/*.js"],
    languageOptions: { sourceType: "commonjs", globals: globals.node },
    rules: { "no-unused-vars": unused },
  },
  {
    files: ["tests/support/time-limit.js"],
    languageOptions: { globals: globals.jest },
  },
);
