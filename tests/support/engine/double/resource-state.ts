import type { EventState } from "../report";
import { blind, type Props } from "../value";

/** What a stack's state says about one resource. */
export interface ResourceState {
  urn: string;
  type: string;
  custom: boolean;
  id: string;
  inputs: Props;
  outputs: Props;
  parent: string;
  /** `<urn>::<id>` of the provider resource. */
  provider: string;
  dependencies: string[];
  initErrors: string[];
  /** To be read before every preview and up. */
  refreshBeforeUpdate: boolean;
  /** Replaced already; waits to be deleted. */
  delete: boolean;
  /** Deleted already; waits for its replacement. */
  pendingReplacement: boolean;
}

/** Everything that most resources do not have. */
export const blankState = {
  id: "",
  inputs: {},
  outputs: {},
  parent: "",
  provider: "",
  dependencies: [],
  initErrors: [],
  refreshBeforeUpdate: false,
  delete: false,
  pendingReplacement: false,
} satisfies Partial<ResourceState>;

/** The type of the resource that stands for the whole stack. */
export const stackType = "pulumi:pulumi:Stack";

/** Whether a resource is a provider: no process is asked about it. */
export const isProvider = (type: string): boolean => type.startsWith("pulumi:providers:");

/** A resource's name for Pulumi: unique in its stack, and with its parents' types in it. */
export function urnOf(
  { stack, project }: { stack: string; project: string },
  { type, name, parent }: { type: string; name: string; parent: string },
): string {
  const parentTypes = parent.split("::")[2] ?? "";
  const prefix = parentTypes === "" || parentTypes === stackType ? "" : `${parentTypes}$`;
  return `urn:pulumi:${stack}::${project}::${prefix}${type}::${name}`;
}

/** All that must be there before a resource and stay until it is gone. */
export function requirements(state: ResourceState): string[] {
  const provider = state.provider.slice(0, Math.max(0, state.provider.lastIndexOf("::")));
  return [state.parent, provider, ...state.dependencies].filter((urn) => urn !== "");
}

/** A copy for the events of a step, which later changes of the state do not touch. */
export function eventState(state: ResourceState | undefined): EventState | undefined {
  return state && { inputs: blind(state.inputs), outputs: blind(state.outputs) };
}
