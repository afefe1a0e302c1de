import type { Fault } from "../../emulator";
import { a, b, made, original, text, type Scenario } from "./scenario";

const onSet = { on: { action: "set" } } as const;
/** Every read that would prove the write fails. */
const blind: Fault = { on: { action: "get" }, skip: 1, times: 4, status: 503 };

/** What WeChat, or the way to it, may do to a write or a read. */
export const faultsScenarios: Scenario[] = [
  {
    claim: "read drops an environment only if WeChat says clearly that it is gone",
    steps: () => [
      made,
      {
        verb: "read",
        faults: [{ errcode: 85088 }],
        outcome: { error: text("85088"), state: a, sent: "get" },
      },
      { verb: "read", console: null, outcome: { state: undefined, sent: "get get" } },
      { verb: "create", inputs: a, outcome: { error: text("create failed"), state: undefined } },
    ],
  },
  {
    claim: "a set whose reply is lost is settled by a get, and not sent again",
    steps: () => [
      {
        verb: "create",
        inputs: a,
        faults: [{ ...onSet, reset: "after" }],
        outcome: { state: { ...a, version: 2, original }, sent: "get set get", remote: ["/a"] },
      },
    ],
  },
  {
    claim: "an unverified create leaves a state, which an update mends without a set",
    steps: () => [
      {
        verb: "create",
        inputs: a,
        faults: [blind],
        outcome: {
          error: text("HTTP 503"),
          state: { ...original, unverified: { open: true, ...a }, original },
          sent: "get set get get get get",
          remote: ["/a"],
        },
      },
      {
        verb: "update",
        inputs: a,
        outcome: {
          state: { ...a, version: 2, original },
          sent: "get",
          remote: ["/a"],
        },
      },
    ],
  },
  {
    claim: "an unverified update keeps the old state beside what it was to make",
    steps: () => [
      made,
      {
        verb: "update",
        inputs: b,
        faults: [blind],
        outcome: {
          error: text("HTTP 503"),
          state: { ...a, original, unverified: { open: true, ...b } },
          remote: ["/b"],
        },
      },
      { verb: "read", outcome: { state: { ...b, version: 3, original }, sent: "get" } },
    ],
  },
  {
    claim: "what WeChat refuses is told, and nothing is stored of it",
    steps: () => [
      {
        verb: "create",
        inputs: a,
        faults: [{ errcode: 48001 }],
        outcome: { error: text("48001"), state: undefined, sent: "get", remote: ["/*"] },
      },
      made,
      {
        verb: "update",
        inputs: b,
        faults: [{ ...onSet, errcode: 85089 }],
        outcome: { error: text("85089"), state: a, remote: ["/a"] },
      },
    ],
  },
];
