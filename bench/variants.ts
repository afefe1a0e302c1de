import type { Changes, Verb } from "../tests/support/engine";

export type Name = "ours" | "native" | "obvious" | "floor";

/** One way to have N policies in a stack. */
export interface Variant {
  description: string;
  /** What `up` and `destroy` send for each resource. */
  write: { get: number; set: number };
  /** The plot's: the colour-blind can tell them apart, on white and on black. */
  colour: string;
}

/** The first two are compared with the others. */
export const variants: Readonly<Record<Name, Variant>> = {
  ours: {
    description: "`CloudAccessTokenPolicy` of this package; state refers to its provider",
    ...{ write: { get: 2, set: 1 }, colour: "#0072b2" },
  },
  native: {
    description: "that of the plugin; `refreshBeforeUpdate` is off: on, it costs one `get` a step",
    ...{ write: { get: 2, set: 1 }, colour: "#009e73" },
  },
  obvious: {
    description: "a dynamic provider as in Pulumi's manual; it validates and checks nothing",
    ...{ write: { get: 1, set: 1 }, colour: "#d55e00" },
  },
  floor: {
    description: "the same inputs and outputs, and a provider that does nothing: what Pulumi takes",
    ...{ write: { get: 0, set: 0 }, colour: "#8a8a8a" },
  },
};
export const names = Object.keys(variants) as Name[];

/** One timed operation of a stack's life, and what must come of it. */
export interface Step {
  name: string;
  verb: Verb;
  /** What Pulumi counts, for each resource. */
  change: keyof Changes;
  sends?: "write" | "read";
  /** Whether the environments hold the declared whitelist afterwards. */
  isDeclared: boolean;
}

export const up: Step = {
  ...{ name: "up", verb: "up", change: "create", sends: "write", isDeclared: true },
};

/** A stack's life in order: each step finds what the one before left. */
export const steps: readonly Step[] = [
  { name: "preview", verb: "preview", change: "create", isDeclared: false },
  up,
  { name: "unchanged up", verb: "up", change: "same", isDeclared: true },
  { name: "refresh", verb: "refresh", change: "same", sends: "read", isDeclared: true },
  { name: "destroy", verb: "destroy", change: "delete", sends: "write", isDeclared: false },
];
