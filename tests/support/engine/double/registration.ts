import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import type { Props } from "../value";
import { blankState, type ResourceState } from "./resource-state";
import { propsOf } from "./engine-service";

/** A program's `new Resource(…)`, reduced to what the double plays. */
export interface Registration {
  type: string;
  name: string;
  parent: string;
  custom: boolean;
  properties: Props;
  dependencies: string[];
  deleteBeforeReplace: boolean;
  aliases: AliasSpec[];
  /** What it uses and the double does not play. */
  unplayed: string[];
}

/** A name that a resource had before; a part left out is as it is now. */
export type AliasSpec =
  | { urn: string }
  | { name: string; type: string; stack: string; project: string; parent: string | undefined };

/** Reads a registration. */
export function registrationOf(request: RegisterResourceRequest): Registration {
  return {
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent(),
    custom: request.getCustom(),
    properties: propsOf(request.getObject()),
    dependencies: request.getDependenciesList(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
    aliases: request.getAliasesList().map(aliasOf),
    unplayed: unplayedOf(request),
  };
}

function aliasOf(alias: Alias): AliasSpec {
  const spec = alias.getSpec();
  if (!spec) return { urn: alias.getUrn() };
  return {
    name: spec.getName(),
    type: spec.getType(),
    stack: spec.getStack(),
    project: spec.getProject(),
    parent: spec.getNoparent() ? "" : spec.getParenturn() || undefined,
  };
}

function unplayedOf(request: RegisterResourceRequest): string[] {
  const isUsed: Record<string, boolean> = {
    "explicit providers":
      request.getProvider() !== "" || request.getType().startsWith("pulumi:providers:"),
    "remote components": request.getRemote(),
    import: request.getImportid() !== "",
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    ignoreChanges: request.getIgnorechangesList().length > 0,
    replaceOnChanges: request.getReplaceonchangesList().length > 0,
    additionalSecretOutputs: request.getAdditionalsecretoutputsList().length > 0,
    deletedWith: request.getDeletedwith() !== "",
    replaceWith: request.getReplaceWithList().length > 0,
    replacementTrigger: request.hasReplacementTrigger(),
    transforms: request.getTransformsList().length > 0,
    "parameterized packages": request.getPackageref() !== "",
  };
  return Object.keys(isUsed).filter((feature) => isUsed[feature]);
}

/** The state that a registration asks for, before its provider has said a word. */
export function stateOf(urn: string, registration: Registration, provider: string): ResourceState {
  const { type, custom, parent, dependencies, properties: inputs } = registration;
  return { ...blankState, urn, type, custom, inputs, parent, provider, dependencies };
}
