import type { Fault } from "../../emulator";
import { a, b, made, original, stored, text, wroteOver, type Scenario } from "./scenario";

const onSet = { on: { action: "set" } } as const;
/** Every read that would prove the write fails. */
export const blind: Fault = { on: { action: "get" }, skip: 1, times: 4, status: 503 };

/** What WeChat, or the way to it, may do to a write or a read. */
export const faultsScenarios: Scenario[] = [
  {
    claim: "read drops an environment only if WeChat says clearly that it is gone",
    steps: (place) => [
      made,
      {
        verb: "read",
        faults: [{ errcode: 85088 }],
        outcome: { error: text("85088"), state: stored(place), sent: "get" },
      },
      {
        verb: "update",
        inputs: b,
        console: null,
        outcome: { error: text("update failed: -501000"), state: stored(place), sent: "get get" },
      },
      {
        verb: "read",
        outcome: {
          state: undefined,
          sent: "get get",
          warnings: [
            `CloudAccessTokenPolicy "${place.env}": WeChat says twice that it does not exist: it leaves the state. ` +
              'At first {"open":true,"apiWhitelist":["/*"]} was there: give its whitelist as restoreTo if no ' +
              "`original` has it any more, for a later destroy to put it back",
          ],
        },
      },
      {
        verb: "create",
        inputs: a,
        outcome: { error: text("create failed: -501000"), state: undefined },
      },
    ],
  },
  {
    claim: "a set whose reply is lost is settled by a get, and not sent again",
    steps: (place) => [
      {
        ...made,
        faults: [{ ...onSet, reset: "after" }],
        outcome: { ...made.outcome, state: stored(place) },
      },
    ],
  },
  {
    claim: "an unverified create leaves a state, which an update mends without a set",
    steps: (place) => [
      {
        verb: "create",
        inputs: a,
        faults: [blind],
        outcome: {
          error: text("create failed: HTTP 503"),
          state: stored(place, { ...original, version: 1, unverified: { open: true, ...a } }),
          sent: "get set get get get get",
          remote: ["/a"],
        },
      },
      {
        verb: "update",
        inputs: a,
        outcome: { state: stored(place), sent: "get", remote: ["/a"] },
      },
    ],
  },
  {
    claim: "an unverified update keeps the old state beside what it was to make",
    steps: (place) => [
      made,
      {
        verb: "update",
        inputs: b,
        faults: [blind],
        outcome: {
          error: text("HTTP 503"),
          state: stored(place, { unverified: { open: true, ...b } }),
          remote: ["/b"],
        },
      },
      { verb: "read", outcome: { state: stored(place, { ...b, version: 3 }), sent: "get" } },
    ],
  },
  {
    claim: "what WeChat refuses is told, and nothing is stored of it",
    steps: (place) => [
      {
        verb: "create",
        inputs: a,
        faults: [{ errcode: 48001 }],
        outcome: { error: text("48001"), state: undefined, sent: "get", remote: ["/*"] },
      },
      { ...made, outcome: { state: stored(place), warnings: wroteOver } },
      {
        verb: "update",
        inputs: b,
        faults: [{ ...onSet, errcode: 85089 }],
        outcome: { error: text("85089"), state: stored(place), remote: ["/a"] },
      },
    ],
  },
];
