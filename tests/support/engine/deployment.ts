import { nameOf } from "./report";
import type { ExportedState, StateResource } from "./engine";
import { blind } from "./value";

/** The part of a deployment file that both engines write. */
export interface DeploymentFile {
  version: 3;
  deployment: { resources?: FileResource[]; pending_operations?: FileOperation[] };
}

/** A resource in a deployment file; what is absent is empty or false. */
export type FileResource = Pick<StateResource, "urn" | "type"> & Partial<StateResource>;

interface FileOperation {
  type: string;
  resource: FileResource;
}

/** Reads an exported deployment into what tests compare. */
export function parseDeployment(text: string): ExportedState {
  const { deployment } = JSON.parse(text) as DeploymentFile;
  const { resources = [], pending_operations: operations = [] } = deployment;
  return {
    text,
    resources: resources.map(({ urn, type, id, parent, ...rest }) => ({
      urn,
      type,
      name: nameOf(urn),
      ...(id && { id }),
      inputs: blind(rest.inputs ?? {}),
      outputs: blind(rest.outputs ?? {}),
      ...(parent && { parent }),
      dependencies: rest.dependencies ?? [],
      initErrors: rest.initErrors ?? [],
      delete: rest.delete ?? false,
    })),
    pendingOperations: operations.map(({ type, resource: { urn } }) => ({ type, urn })),
  };
}
