import { join } from "node:path";

/** Requests for one resource. */
export interface Requests {
  get: number;
  set: number;
}

/** One way to have N policies in a stack. */
export interface Variant {
  name: string;
  /** What it is, for the report. */
  description: string;
  projectDir: string;
  /** Whether its resources carry the text of a dynamic provider. */
  isDynamic?: false;
  /** What each operation costs one resource; preview and an unchanged up cost nothing. */
  requests: Record<"up" | "refresh" | "destroy", Requests>;
}

const none: Requests = { get: 0, set: 0 };
const programOf = (variant: string) => join(__dirname, "programs", variant);

/** The first is what the others are measured against. */
export const variants: readonly Variant[] = [
  {
    name: "ours",
    description:
      "`CloudAccessTokenPolicy` of this package: what state holds of the provider is a reference",
    projectDir: programOf("ours"),
    requests: {
      up: { get: 2, set: 1 },
      refresh: { get: 1, set: 0 },
      destroy: { get: 2, set: 1 },
    },
  },
  {
    name: "native",
    description:
      "the same class of `pulumi-wechat-cloudbase/native` on the plugin, with `refreshBeforeUpdate` off; " +
      "on, each step after the first costs one `get` a resource more",
    projectDir: programOf("native"),
    isDynamic: false,
    requests: {
      up: { get: 2, set: 1 },
      refresh: { get: 1, set: 0 },
      destroy: { get: 2, set: 1 },
    },
  },
  {
    name: "obvious",
    description:
      "the obvious way to write it: a `pulumi.dynamic.Resource` in the program, its methods written " +
      "there with axios captured, one provider object a resource. Sends a third less for `up` and " +
      "`destroy`, because it believes `set` without reading back, and validates nothing",
    projectDir: programOf("obvious"),
    requests: {
      up: { get: 1, set: 1 },
      refresh: { get: 1, set: 0 },
      destroy: { get: 1, set: 1 },
    },
  },
  {
    name: "floor",
    description:
      "a resource of the same inputs, outputs and answers, by reference, that does nothing: what Pulumi itself takes",
    projectDir: programOf("floor"),
    requests: { up: none, refresh: none, destroy: none },
  },
];
