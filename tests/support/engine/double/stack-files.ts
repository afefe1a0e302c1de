import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Props } from "../value";
import type { DeploymentFile, FileResource } from "../deployment";
import { blankState, type ResourceState } from "./resource-state";
import { Vault } from "./vault";

/** An operation that had begun when the file was written. */
export interface PendingOperation {
  type: "creating" | "updating" | "deleting";
  resource: ResourceState;
}

/** What a stack's state file says. */
export interface Snapshot {
  resources: ResourceState[];
  pending: PendingOperation[];
}

/** The files of one stack of the double: state, config, and the lock of a running step. */
export class StackFiles {
  constructor(readonly folder: string) {}

  /** A new stack, in this folder where one is given. */
  static create(folder = mkdtempSync(join(tmpdir(), "engine-double-"))): StackFiles {
    const files = new StackFiles(folder);
    writeFileSync(files.#path("salt"), randomBytes(16).toString("hex"));
    writeFileSync(files.#path("config.json"), "{}");
    writeFileSync(files.#path("state.json"), files.#serialize({ resources: [], pending: [] }));
    return files;
  }

  get config(): Props {
    return this.#vault().open(JSON.parse(this.#text("config.json")) as Props);
  }

  set config(config: Props) {
    writeFileSync(this.#path("config.json"), JSON.stringify(this.#vault().seal(config)));
  }

  get stateText(): string {
    return this.#text("state.json");
  }

  set stateText(text: string) {
    writeFileSync(this.#path("state.json"), text);
  }

  load(): Snapshot {
    const vault = this.#vault();
    const { deployment } = JSON.parse(this.stateText) as DeploymentFile;
    const read = (resource: FileResource): ResourceState => ({
      ...blankState,
      ...resource,
      inputs: vault.open(resource.inputs ?? {}),
      outputs: vault.open(resource.outputs ?? {}),
    });
    const operations = (deployment.pending_operations ?? []) as {
      type: PendingOperation["type"];
      resource: FileResource;
    }[];
    return {
      resources: (deployment.resources ?? []).map(read),
      pending: operations.map(({ type, resource }) => ({ type, resource: read(resource) })),
    };
  }

  /** Replaces the file in one step: a killed engine leaves the old text or the new one. */
  async save(snapshot: Snapshot): Promise<void> {
    await writeFile(this.#path("state.json.new"), this.#serialize(snapshot));
    await rename(this.#path("state.json.new"), this.#path("state.json"));
  }

  /** Takes the lock, or says who has it. */
  lock(): string | undefined {
    if (existsSync(this.#path("lock"))) return `created by pid ${this.#text("lock")}`;
    writeFileSync(this.#path("lock.new"), String(process.pid));
    renameSync(this.#path("lock.new"), this.#path("lock"));
    return undefined;
  }

  unlock(): void {
    rmSync(this.#path("lock"), { force: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #serialize({ resources, pending }: Snapshot): string {
    const vault = this.#vault();
    const write = (state: ResourceState): FileResource => ({
      ...compact(state),
      inputs: vault.seal(state.inputs),
      outputs: vault.seal(state.outputs),
    });
    const deployment = {
      resources: resources.map(write),
      ...(pending.length === 0
        ? {}
        : {
            pending_operations: pending.map(({ type, resource }) => ({
              type,
              resource: write(resource),
            })),
          }),
    };
    return JSON.stringify({ version: 3, deployment } satisfies DeploymentFile, undefined, 2);
  }

  #vaultOnce: Vault | undefined;
  #vault(): Vault {
    this.#vaultOnce ??= new Vault(this.#text("salt"));
    return this.#vaultOnce;
  }

  #path(name: string): string {
    return join(this.folder, name);
  }

  #text(name: string): string {
    return readFileSync(this.#path(name), "utf8");
  }
}

/** Leaves out what is empty or false, as Pulumi's own files do. */
function compact(state: ResourceState): FileResource {
  const isSaid = (value: unknown) =>
    value !== "" && value !== false && !(Array.isArray(value) && value.length === 0);
  const entries = Object.entries(state).filter(([key, value]) => key === "custom" || isSaid(value));
  return Object.fromEntries(entries) as unknown as FileResource;
}
