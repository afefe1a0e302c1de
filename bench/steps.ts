import type { Changes, StepOptions, Verb } from "../tests/support/engine";
import type { Requests, Variant } from "./variants";

/** One timed operation of a stack's life, and what must come of it. */
export interface Step {
  name: string;
  verb: Verb;
  options: StepOptions;
  /** What Pulumi counts, for each of N resources. */
  change: keyof Changes;
  /** What the environments may call afterwards, where the variant writes at all. */
  leaves: "what was there before" | "what is declared";
  requestsOf: (variant: Variant) => Requests;
}

const none: Requests = { get: 0, set: 0 };

/** A stack's life in order: each step finds what the one before left. */
export const steps: readonly Step[] = [
  {
    name: "preview",
    verb: "preview",
    options: {},
    change: "create",
    leaves: "what was there before",
    requestsOf: () => none,
  },
  {
    name: "up",
    verb: "up",
    options: {},
    change: "create",
    leaves: "what is declared",
    requestsOf: ({ requests }) => requests.up,
  },
  {
    name: "unchanged up",
    verb: "up",
    options: { expectNoChanges: true },
    change: "same",
    leaves: "what is declared",
    requestsOf: () => none,
  },
  {
    name: "refresh",
    verb: "refresh",
    options: { expectNoChanges: true },
    change: "same",
    leaves: "what is declared",
    requestsOf: ({ requests }) => requests.refresh,
  },
  {
    name: "destroy",
    verb: "destroy",
    options: {},
    change: "delete",
    leaves: "what was there before",
    requestsOf: ({ requests }) => requests.destroy,
  },
];
