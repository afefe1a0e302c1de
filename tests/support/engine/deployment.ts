import { nameOf } from "./report";
import type { ExportedState, StateResource } from "./engine";
import { blind, type Props } from "./value";

/** The part of a deployment file that both engines write alike. */
export interface DeploymentFile {
  version: 3;
  deployment: {
    resources?: FileResource[];
    pending_operations?: { type: string; resource: { urn: string } }[];
  };
}

/** A resource in a deployment file; what is absent is empty or false. */
export interface FileResource {
  urn: string;
  type: string;
  custom: boolean;
  id?: string;
  inputs?: Props;
  outputs?: Props;
  parent?: string;
  dependencies?: string[];
  initErrors?: string[];
  delete?: boolean;
}

/** Reads an exported deployment into what tests compare. */
export function parseDeployment(text: string): ExportedState {
  const { deployment } = JSON.parse(text) as DeploymentFile;
  return {
    text,
    resources: (deployment.resources ?? []).map(stateResource),
    pendingOperations: (deployment.pending_operations ?? []).map(({ type, resource }) => ({
      type,
      urn: resource.urn,
    })),
  };
}

function stateResource(resource: FileResource): StateResource {
  const { urn, type, id, parent } = resource;
  return {
    urn,
    type,
    name: nameOf(urn),
    ...(id ? { id } : {}),
    inputs: blind(resource.inputs ?? {}),
    outputs: blind(resource.outputs ?? {}),
    ...(parent ? { parent } : {}),
    dependencies: resource.dependencies ?? [],
    initErrors: resource.initErrors ?? [],
    delete: resource.delete ?? false,
  };
}
