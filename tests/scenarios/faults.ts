import type { Fault } from "../../emulator";
import { a, b, create, made, original, read, stored, text, update, wroteOver } from "./scenario";
import type { Scenario } from "./scenario";

const onSet = { on: { action: "set" } } as const;
/** Every read that would prove the write fails. */
export const blind: Fault = { on: { action: "get" }, skip: 1, times: 4, status: 503 };

/** What WeChat, or the way to it, may do to a write or a read. */
export const faultsScenarios: Scenario[] = [
  {
    claim: "read drops an environment only if WeChat says clearly that it is gone",
    steps: (place) => {
      const state = stored(place);
      const warning =
        `CloudAccessTokenPolicy "${place.env}": WeChat says twice that it does not exist: it leaves the state. ` +
        'At first {"open":true,"apiWhitelist":["/*"]} was there: give its whitelist as restoreTo if no `original` ' +
        "has it any more, for a later destroy to put it back";
      const failed = (verb: string) => text(`${verb} failed: -501000`);
      return [
        made,
        read({ error: text("85088"), state, sent: "get" }, { faults: [{ errcode: 85088 }] }),
        update(b, { error: failed("update"), state, sent: "get get" }, { console: null }),
        read({ state: undefined, sent: "get get", warnings: [warning] }),
        create(a, { error: failed("create"), state: undefined }),
      ];
    },
  },
  {
    claim: "a set whose reply is lost is settled by a get, and not sent again",
    steps: (place) => {
      const outcome = { ...wroteOver("/a"), state: stored(place) };
      return [create(a, outcome, { faults: [{ ...onSet, reset: "after" }] })];
    },
  },
  {
    claim: "an unverified create leaves a state, which an update mends without a set",
    steps: (place) => {
      const failed = {
        error: text("create failed: HTTP 503"),
        state: stored(place, { ...original, version: 1, unverified: { open: true, ...a } }),
        sent: "get set get get get get",
        remote: ["/a"],
      };
      return [
        create(a, failed, { faults: [blind] }),
        update(a, { state: stored(place), sent: "get", remote: ["/a"] }),
      ];
    },
  },
  {
    claim: "an unverified update keeps the old state beside what it was to make",
    steps: (place) => {
      const state = stored(place, { unverified: { open: true, ...b } });
      return [
        made,
        update(b, { error: text("HTTP 503"), state, remote: ["/b"] }, { faults: [blind] }),
        read({ state: stored(place, { ...b, version: 3 }), sent: "get" }),
      ];
    },
  },
  {
    claim: "what WeChat refuses is told, and nothing is stored of it",
    steps: (place) => {
      const nothing = { error: text("48001"), state: undefined, sent: "get", remote: ["/*"] };
      const old = { error: text("85089"), state: stored(place), remote: ["/a"] };
      return [
        create(a, nothing, { faults: [{ errcode: 48001 }] }),
        made,
        update(b, old, { faults: [{ ...onSet, errcode: 85089 }] }),
      ];
    },
  },
];
