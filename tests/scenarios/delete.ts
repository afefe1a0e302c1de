import type { Props } from "../support/engine/value";
import { a, made, text, type Scenario, type Step, type Outcome } from "./scenario";

/** Creates with these settings, moves the remote perhaps, and deletes. */
const deleted = (settings: Props, outcome: Outcome, rest: Partial<Step> = {}): Step[] => [
  { ...made, inputs: { ...a, ...settings } },
  { verb: "delete", ...rest, outcome },
];

/** What delete leaves behind. */
export const deleteScenarios: Scenario[] = [
  {
    claim: "delete restores what was there at first",
    steps: () => deleted({}, { state: undefined, sent: "get set get", remote: ["/*"] }),
  },
  {
    claim: "delete retains if told to, and sends nothing",
    steps: () => deleted({ onDelete: "retain" }, { sent: "", warnings: [], remote: ["/a"] }),
  },
  {
    claim: "delete revokes if told to",
    steps: () => deleted({ onDelete: "revoke" }, { sent: "get set get", remote: [] }),
  },
  {
    claim: "delete restores to a list of the program's own",
    steps: () => deleted({ restoreTo: ["/r"] }, { sent: "get set get", remote: ["/r"] }),
  },
  {
    claim: "delete wipes nothing that somebody else has written",
    steps: () =>
      deleted(
        {},
        { error: text("delete failed"), state: a, sent: "get", remote: ["/z"] },
        { console: { apiWhitelist: ["/z"] } },
      ),
  },
  {
    claim: "delete writes nothing in a process whose program declares the environment",
    steps: () => [
      { verb: "check", inputs: a, outcome: { failures: [] } },
      made,
      {
        verb: "delete",
        outcome: {
          sent: "",
          warnings: [text("the program declares this environment in another resource")],
          remote: ["/a"],
        },
      },
    ],
  },
  {
    claim: "delete of an environment that is gone is done, with a warning",
    steps: () => deleted({}, { state: undefined, warnings: [text("delete")] }, { console: null }),
  },
];
