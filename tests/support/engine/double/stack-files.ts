import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sealed, secret, secretParts, transform, type Props, type Value } from "../value";
import type { DeploymentFile, FileResource } from "../deployment";
import { blankState, type ResourceState } from "./resource-state";

/** An operation that had begun when the file was written: `creating`, `updating` or `deleting`. */
export interface PendingOperation {
  type: string;
  resource: ResourceState;
}

interface Snapshot {
  resources: ResourceState[];
  pending: PendingOperation[];
}

/** The files of one stack: state, config, the key of its secrets, and the lock of a running step. */
export class StackFiles {
  constructor(readonly folder: string) {}

  /** A new stack, in this folder if one is given. */
  static create(folder = mkdtempSync(join(tmpdir(), "engine-double-"))): StackFiles {
    const files = new StackFiles(folder);
    writeFileSync(files.#path("key"), randomBytes(32).toString("hex"));
    files.config = {};
    files.stateText = files.#serialize({ resources: [], pending: [] });
    return files;
  }

  get config(): Props {
    return this.#open(JSON.parse(this.#text("config.json")) as Props);
  }

  set config(config: Props) {
    writeFileSync(this.#path("config.json"), JSON.stringify(this.#seal(config)));
  }

  get stateText(): string {
    return this.#text("state.json");
  }

  set stateText(text: string) {
    writeFileSync(this.#path("state.json"), text);
  }

  load(): Snapshot {
    const { deployment } = JSON.parse(this.stateText) as DeploymentFile;
    const { resources = [], pending_operations: pending = [] } = deployment;
    const read = ({ inputs = {}, outputs = {}, ...rest }: FileResource): ResourceState => ({
      ...blankState,
      ...rest,
      inputs: this.#open(inputs),
      outputs: this.#open(outputs),
    });
    return {
      resources: resources.map(read),
      pending: pending.map(({ type, resource }) => ({ type, resource: read(resource) })),
    };
  }

  /** Replaces the file in one step: a killed engine leaves the old text or the new one. */
  async save(snapshot: Snapshot): Promise<void> {
    await writeFile(this.#path("state.json.new"), this.#serialize(snapshot));
    await rename(this.#path("state.json.new"), this.#path("state.json"));
  }

  /** Takes the lock unless another step has it. */
  lock(): boolean {
    if (existsSync(this.#path("lock"))) return false;
    writeFileSync(this.#path("lock"), "");
    return true;
  }

  unlock(): void {
    rmSync(this.#path("lock"), { force: true });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #serialize({ resources, pending }: Snapshot): string {
    const write = ({ inputs, outputs, ...rest }: ResourceState): FileResource =>
      compact({ ...rest, inputs: this.#seal(inputs), outputs: this.#seal(outputs) });
    const operations = pending.map(({ type, resource }) => ({ type, resource: write(resource) }));
    const deployment = { resources: resources.map(write), pending_operations: operations };
    return JSON.stringify({ version: 3, deployment } satisfies DeploymentFile, undefined, 2);
  }

  #seal(props: Props): Props {
    return transform(props, (node) => {
      const content = secretParts(node)?.value;
      if (content === undefined) return undefined;
      const iv = randomBytes(16);
      const cipher = createCipheriv("aes-256-ctr", this.#key, iv);
      const body = cipher.update(JSON.stringify(content)).toString("base64");
      return sealed(`${iv.toString("base64")}:${body}`);
    });
  }

  #open(props: Props): Props {
    return transform(props, (node) => {
      const text = secretParts(node)?.ciphertext;
      if (text === undefined) return undefined;
      const [iv = "", body = ""] = text.split(":");
      const decipher = createDecipheriv("aes-256-ctr", this.#key, Buffer.from(iv, "base64"));
      return secret(JSON.parse(decipher.update(Buffer.from(body, "base64")).toString()) as Value);
    });
  }

  get #key(): Buffer {
    return Buffer.from(this.#text("key"), "hex");
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
  const entries = Object.entries(state).filter(
    ([key, value]) => key === "custom" || (Array.isArray(value) ? value.length > 0 : value),
  );
  return Object.fromEntries(entries) as unknown as FileResource;
}
