import { isEqual, type Props } from "../value";

/** The state of a resource that has nothing yet. */
export const blankState = {
  urn: "",
  type: "",
  custom: false,
  id: "",
  inputs: {} as Props,
  outputs: {} as Props,
  parent: "",
  /** `<urn>::<id>` of the provider resource. */
  provider: "",
  dependencies: [] as string[],
  initErrors: [] as string[],
  /** Read it before every preview and up. */
  refreshBeforeUpdate: false,
  /** It is replaced already and waits to be deleted. */
  delete: false,
  /** It is deleted already and waits for its replacement. */
  pendingReplacement: false,
};

export type ResourceState = typeof blankState;

export const stackType = "pulumi:pulumi:Stack";

/** A resource's name for Pulumi: unique in its stack, with its parents' types in it. */
export function urnOf(
  { stack, project }: { stack: string; project: string },
  { type, name, parent }: { type: string; name: string; parent: string },
): string {
  const parentTypes = parent.split("::")[2] ?? "";
  const prefix = parentTypes === "" || parentTypes === stackType ? "" : `${parentTypes}$`;
  return `urn:pulumi:${stack}::${project}::${prefix}${type}::${name}`;
}

/** What these inputs mean for a resource whose provider is not asked. */
export const operationOf = (old: ResourceState | undefined, inputs: Props): string =>
  old ? (isEqual(old.inputs, inputs) ? "same" : "update") : "create";

/** The URN in a reference to a provider. */
export const providerUrn = (reference: string): string =>
  reference.slice(0, Math.max(0, reference.lastIndexOf("::")));
