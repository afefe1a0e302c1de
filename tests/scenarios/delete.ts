import type { Props } from "../support/engine/value";
import { blind } from "./faults";
import { a, check, made, remove, stored, text, written } from "./scenario";
import type { Outcome, Scenario, Step } from "./scenario";

/** Creates with these settings, moves the remote perhaps, and deletes. */
const deleted = (settings: Props, outcome: Outcome, before: Partial<Step> = {}): Step[] => [
  { ...made, inputs: { ...a, ...settings } },
  remove(outcome, before),
];
const edited = { console: { apiWhitelist: ["/z"] } };

/** What delete leaves behind. */
export const deleteScenarios: Scenario[] = [
  {
    claim: "delete restores what was there at first",
    steps: () => deleted({ onDelete: "restore" }, { state: undefined, ...written("/*") }),
  },
  {
    claim: "delete retains if told to, and sends nothing",
    steps: () => deleted({ onDelete: "retain" }, { sent: "", remote: ["/a"] }),
  },
  {
    claim: "delete revokes if told to, whatever restoreTo says",
    steps: () => deleted({ onDelete: "revoke", restoreTo: ["/r"] }, written()),
  },
  {
    claim: "delete restores to a list of the program's own, also an empty one",
    steps: () => deleted({ restoreTo: [] }, written()),
  },
  {
    claim: "delete writes nothing if what it is to leave is there already",
    steps: () =>
      deleted({ onDelete: "revoke" }, { sent: "get" }, { console: { apiWhitelist: [] } }),
  },
  {
    claim: "delete wipes nothing that somebody else has written",
    steps: (place) => {
      const error = text(
        "delete failed: somebody else changed apiWhitelist (added /z; removed /a). Run `pulumi refresh`, review " +
          'what changed and run this again, or set onConflict to "overwrite" and run `pulumi up` before this: ' +
          "delete goes by what is stored",
      );
      return deleted({}, { error, state: stored(place), sent: "get", remote: ["/z"] }, edited);
    },
  },
  {
    claim: "delete wipes what somebody else has written if told to",
    steps: () => deleted({ onConflict: "overwrite" }, written("/*"), edited),
  },
  {
    claim: "delete that could not be verified leaves the state as it was, and is begun again",
    steps: (place) => {
      const error = text("delete failed: HTTP 503");
      return [
        ...deleted({}, { error, state: stored(place), remote: ["/*"] }, { faults: [blind] }),
        remove({ state: undefined, sent: "get", remote: ["/*"] }),
      ];
    },
  },
  {
    claim: "delete writes nothing in a process whose program declares the environment",
    steps: () => {
      const why = text("the program declares this environment in another resource");
      return [
        check(a, { failures: [] }),
        made,
        remove({ sent: "", warnings: [why], remote: ["/a"] }),
      ];
    },
  },
  {
    claim: "delete of an environment that is gone is done, with a warning",
    steps: () => {
      const warnings = [text("delete writes nothing: -501000 Environment not found")];
      return deleted({}, { state: undefined, sent: "get get", warnings }, { console: null });
    },
  },
];
