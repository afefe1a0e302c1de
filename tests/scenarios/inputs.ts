import { type Props, unknown } from "../support/engine/value";
import { a, b, changed, made, same, type Scenario, type Step, text } from "./scenario";

/** What the engine hands over: of a program, a person who imports, or a preview. */
export const inputsScenarios: Scenario[] = [
  {
    claim: "import finds the inputs of a program, and delete after it writes nothing",
    isImport: true,
    steps: ({ env }) => [
      {
        verb: "import",
        console: { apiWhitelist: ["/z", "/a"] },
        outcome: {
          state: { env, apiWhitelist: ["/a", "/z"], open: true, version: 2, managesOpen: false },
          inputs: { env, apiWhitelist: ["/a", "/z"] },
          sent: "get",
        },
      },
      { verb: "diff", inputs: { apiWhitelist: ["/a", "/z"] }, outcome: { diff: same } },
      {
        verb: "delete",
        outcome: { sent: "", warnings: [text("what was there before is not known")] },
      },
    ],
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
        inputs: {
          env: "a/b",
          authorizerAppId: "wx 1",
          apiWhitelist: ["/ok", "wxa/x", "https://a.b/wxa/x", "/b?c=d", "security.msgSecCheck"],
          open: "yes",
          onConflict: "merge",
          onDelete: "keep",
          restoreTo: ["x"],
          apiWhiteList: [],
        },
        outcome: {
          failures: [
            { property: "apiWhiteList", reason: text('"apiWhitelist"') },
            { property: "apiWhitelist[1]", reason: text('"/wxa/x"') },
            { property: "apiWhitelist[2]", reason: text('"/wxa/x"') },
            { property: "apiWhitelist[3]", reason: text("query") },
            { property: "apiWhitelist[4]", reason: text("/wxa/msg_sec_check") },
            { property: "authorizerAppId", reason: text("app id") },
            { property: "env", reason: text('without "/"') },
            { property: "onConflict", reason: text('"overwrite"') },
            { property: "onDelete", reason: text('"retain"') },
            { property: "open", reason: text("true or false") },
            { property: "restoreTo[0]", reason: text('"/x"') },
          ],
          sent: "",
        },
      },
    ],
  },
  {
    claim: "an input that is marked as a secret is read like any other",
    steps: () => [
      { ...made, secrets: ["apiWhitelist"], console: { apiWhitelist: [] } },
      {
        verb: "diff",
        inputs: a,
        secrets: ["apiWhitelist"],
        outcome: { diff: same },
      },
      {
        verb: "update",
        inputs: b,
        secrets: ["apiWhitelist"],
        outcome: { state: b, sent: "get set get", remote: ["/b"] },
      },
    ],
  },
  {
    claim: "values that are not known yet are passed on untouched, and are a change",
    steps: () => {
      const previews: Props[] = [
        { apiWhitelist: unknown },
        { apiWhitelist: ["/b", unknown, "/a"], restoreTo: [unknown], open: unknown },
        { apiWhitelist: unknown, open: unknown, onDelete: unknown },
      ];
      const checks = previews.map((inputs): Step => {
        return { verb: "check", inputs, outcome: { inputs, failures: [], sent: "" } };
      });
      const diffs = previews.map((inputs): Step => {
        return { verb: "diff", inputs, outcome: { diff: changed, sent: "" } };
      });
      const replaced = { hasChanges: true, replaces: ["env"] };
      return [
        ...checks,
        { ...made, outcome: { remote: ["/a"] } },
        ...diffs,
        { verb: "diff", inputs: { ...a, env: unknown }, outcome: { diff: replaced, sent: "" } },
      ];
    },
  },
];
