import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { propsOf } from "./engine-service";
import { blankState, urnOf, type ResourceState } from "./resource-state";

/** A program's `new Resource(…)`. */
export type Registration = ReturnType<typeof registrationOf>;

/** Fields that the double does not support. It refuses them: to ignore them would prove nothing. */
const unsupported = {
  provider: "provider",
  remote: "remote",
  importid: "import",
  protect: "protect",
  retainondelete: "retainOnDelete",
  ignorechangesList: "ignoreChanges",
  replaceonchangesList: "replaceOnChanges",
  additionalsecretoutputsList: "additionalSecretOutputs",
  deletedwith: "deletedWith",
  replaceWithList: "replaceWith",
  replacementTrigger: "replacementTrigger",
  transformsList: "transforms",
  packageref: "packages with parameters",
} as const satisfies Partial<Record<keyof RegisterResourceRequest.AsObject, string>>;

/** Reads a registration; throws if it needs what the double does not support. */
export function registrationOf(request: RegisterResourceRequest) {
  const message = request.toObject();
  for (const [field, name] of Object.entries(unsupported)) {
    const value = message[field as keyof typeof unsupported];
    if (Array.isArray(value) ? value.length > 0 : value)
      throw new Error(`The engine double does not support ${name}`);
  }
  return { ...message, properties: propsOf(request.getObject()) };
}

/** The URNs that a resource had before. */
export function aliasUrns(
  { aliasesList, ...now }: Registration,
  names: { stack: string; project: string },
): string[] {
  return aliasesList.map(({ urn, spec }) => {
    if (!spec) return urn;
    const parent = spec.noparent ? "" : spec.parenturn || now.parent;
    return urnOf(names, { type: spec.type || now.type, name: spec.name || now.name, parent });
  });
}

/** The state that a registration asks for. */
export function stateOf(urn: string, registration: Registration, provider: string): ResourceState {
  const { type, custom, parent, dependenciesList: dependencies, properties } = registration;
  return { ...blankState, urn, type, custom, inputs: properties, parent, provider, dependencies };
}
