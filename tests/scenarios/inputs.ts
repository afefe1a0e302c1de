import { type Props, unknown } from "../support/engine/value";
import {
  a,
  b,
  changed,
  made,
  same,
  stored,
  text,
  written,
  type Scenario,
  type Step,
} from "./scenario";

/** What the engine hands over: of a program, a person who imports, or a preview. */
export const inputsScenarios: Scenario[] = [
  {
    claim: "import finds the inputs of a program, and delete after it writes nothing",
    isImport: true,
    steps: (place) => {
      const inputs = { env: place.env, apiWhitelist: ["/a", "/z"] };
      const { original: _, ...state } = stored(place, inputs);
      return [
        {
          verb: "import",
          console: { apiWhitelist: ["/z", "/a", "/z"] },
          outcome: { state, inputs, sent: "get" },
        },
        { verb: "diff", inputs, outcome: { diff: same } },
        { verb: "read", outcome: { state } },
        {
          verb: "delete",
          outcome: {
            sent: "",
            warnings: [
              `CloudAccessTokenPolicy "${place.env}": delete writes nothing: what was there before is not known, ` +
                "and restoreTo is not set",
            ],
          },
        },
      ];
    },
  },
  {
    claim: "update after an import stores no original, and delete puts back restoreTo",
    isImport: true,
    steps: (place) => {
      const inputs = { ...b, restoreTo: ["/r"] };
      const { original: _, ...state } = stored(place, { ...inputs, version: 2 });
      return [
        { verb: "import", outcome: {} },
        { verb: "update", inputs, outcome: { state, ...written("/b") } },
        { verb: "delete", outcome: written("/r") },
      ];
    },
  },
  {
    claim: "import of an environment that is not there finds nothing",
    isImport: true,
    steps: () => [
      { verb: "import", console: null, outcome: { state: undefined, sent: "get get" } },
    ],
  },
  {
    claim: "every wrong input is named at once, before any request",
    steps: () => [
      {
        verb: "check",
        inputs: { env: "a/b", apiWhitelist: ["/ok", "wxa/x", "/b?c=d"], open: "yes", openn: true },
        outcome: {
          failures: [
            { property: "apiWhitelist[1]", reason: text('"/wxa/x"') },
            { property: "apiWhitelist[2]", reason: text("query") },
            { property: "env", reason: text('without "/"') },
            { property: "open", reason: text("true or false") },
            { property: "openn", reason: text("use one of env, ") },
          ],
          sent: "",
        },
      },
    ],
  },
  {
    claim: "an input that is marked as a secret is read like any other",
    steps: (place) => {
      const secrets = ["apiWhitelist"];
      const none = { apiWhitelist: [] };
      const state = stored(place, { ...b, version: 4, original: { open: true, ...none } });
      return [
        { ...made, secrets, console: none, outcome: written("/a") },
        { verb: "diff", inputs: a, secrets, outcome: { diff: same } },
        { verb: "update", inputs: b, secrets, outcome: { state, ...written("/b") } },
      ];
    },
  },
  {
    claim: "values that are not known yet are passed on untouched, and are a change",
    steps: ({ env }) => {
      const previews: Props[] = [
        { apiWhitelist: unknown },
        { apiWhitelist: ["/b", unknown, "/a"], restoreTo: [unknown], open: unknown },
        { apiWhitelist: unknown, open: unknown, onDelete: unknown },
      ];
      const checks = previews.map((inputs): Step => {
        return {
          verb: "check",
          inputs,
          outcome: { inputs: { env, ...inputs }, failures: [], sent: "" },
        };
      });
      const diffs = previews.map((inputs): Step => {
        return { verb: "diff", inputs, outcome: { diff: changed, sent: "" } };
      });
      const replaced = { hasChanges: true, replaces: ["env"] };
      return [
        ...checks,
        made,
        ...diffs,
        { verb: "diff", inputs: { ...a, env: unknown }, outcome: { diff: replaced, sent: "" } },
      ];
    },
  },
];
