import { type Props, unknown } from "../support/engine/value";
import { a, b, changed, check, diff, find, made, read, remove, replaced } from "./scenario";
import { same, stored, text, update, written, type Place, type Scenario } from "./scenario";

/** What an import stores. */
function imported(place: Place, inputs: object) {
  const { original: _, ...state } = stored(place, inputs);
  return state;
}

/** What the engine hands over: of a program, a person who imports, or a preview. */
export const inputsScenarios: Scenario[] = [
  {
    claim: "import finds the inputs of a program, and delete after it writes nothing",
    isImport: true,
    steps: (place) => {
      const inputs = { env: place.env, apiWhitelist: ["/a", "/z"] };
      const state = imported(place, inputs);
      const warning =
        `CloudAccessTokenPolicy "${place.env}": delete writes nothing: what was there before is not known, and ` +
        "restoreTo is not set";
      return [
        find({ state, inputs, sent: "get" }, { console: { apiWhitelist: ["/z", "/a", "/z"] } }),
        diff(inputs, same),
        read({ state }),
        remove({ sent: "", warnings: [warning] }),
      ];
    },
  },
  {
    claim: "update after an import stores no original, and delete puts back restoreTo",
    isImport: true,
    steps: (place) => {
      const inputs = { ...b, restoreTo: ["/r"] };
      return [
        find({}),
        update(inputs, { state: imported(place, inputs), ...written("/b") }),
        remove(written("/r")),
      ];
    },
  },
  {
    claim: "import of an environment that is not there finds nothing",
    isImport: true,
    steps: () => [find({ state: undefined, sent: "get get" }, { console: null })],
  },
  {
    claim: "every wrong input is named at once, before any request",
    steps: () => {
      const wrong = { env: "a/b", apiWhitelist: ["/ok", "wxa/x", "/b?c=d"], open: "yes", openn: 1 };
      const failures = [
        { property: "apiWhitelist[1]", reason: text('"/wxa/x"') },
        { property: "apiWhitelist[2]", reason: text("query") },
        { property: "env", reason: text('without "/"') },
        { property: "open", reason: text("true or false") },
        { property: "openn", reason: text("use one of env, ") },
      ];
      return [check(wrong, { failures, sent: "" })];
    },
  },
  {
    claim: "an input that is marked as a secret is read like any other",
    steps: (place) => {
      const secrets = ["apiWhitelist"];
      const none = { apiWhitelist: [] };
      const state = stored(place, { ...b, version: 4, original: { open: true, ...none } });
      return [
        { ...made, secrets, console: none, outcome: written("/a") },
        diff(a, same, { secrets }),
        update(b, { state, ...written("/b") }, { secrets }),
      ];
    },
  },
  {
    claim: "values that are not known yet are passed on untouched, and are a change",
    steps: ({ env }) => {
      const previews: Props[] = [
        { apiWhitelist: unknown },
        { apiWhitelist: ["/b", unknown, "/b"], restoreTo: [unknown], open: unknown },
        { apiWhitelist: unknown, open: unknown, onDelete: unknown },
      ];
      return [
        ...previews.map((each) =>
          check(each, { inputs: { env, ...each }, failures: [], sent: "" }),
        ),
        made,
        ...previews.map((each) => diff(each, changed)),
        diff({ ...a, env: unknown }, replaced),
      ];
    },
  },
];
