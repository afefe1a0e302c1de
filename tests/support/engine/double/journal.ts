import type { ResourceState } from "./resource-state";
import type { PendingOperation, StackFiles } from "./stack-files";

/** A stack's state while a step runs. A preview's is never written. */
export class Journal {
  /** The resources as the step found them, in order. */
  olds: ResourceState[];
  /** What the program has registered so far, in order. */
  readonly news: ResourceState[] = [];
  #pending: PendingOperation[];
  readonly #settled = new Set<ResourceState>();
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(
    private readonly files: StackFiles,
    private readonly isPreview: boolean,
    forgetsCreates: boolean,
  ) {
    const { resources, pending } = files.load();
    this.olds = resources;
    // Reading shows the result of an interrupted update or delete, but nobody knows the id of a create.
    this.#pending = pending.filter(({ type }) => type === "creating" && !forgetsCreates);
  }

  /** The old state of one of these URNs, unless it waits to be deleted. */
  find(urns: string[]): ResourceState | undefined {
    const states = urns.map((urn) => this.olds.find((old) => old.urn === urn && !old.delete));
    return states.find((state) => state !== undefined);
  }

  /** The old states that are still to be deleted or replaced. */
  get unsettled(): ResourceState[] {
    return this.olds.filter((old) => !this.#settled.has(old));
  }

  /** The next save leaves out the old state. */
  settle(old: ResourceState | undefined): void {
    if (old) this.#settled.add(old);
  }

  /** Keeps a provider's write among the pending operations until the save that follows it. */
  async during<T>(
    type: PendingOperation["type"],
    resource: ResourceState,
    write: () => Promise<T>,
  ): Promise<T> {
    const operation: PendingOperation = { type, resource: { ...resource } };
    this.#pending.push(operation);
    await this.save();
    try {
      return await write();
    } finally {
      this.#pending = this.#pending.filter((other) => other !== operation);
    }
  }

  /** Writes the file; calls that wait at the same time share one write. */
  async save(): Promise<void> {
    if (this.isPreview) return;
    this.#next ??= this.#writing.then(async () => {
      this.#next = undefined;
      const resources = [...this.news, ...this.unsettled];
      this.#writing = this.files.save({ resources, pending: this.#pending });
      await this.#writing;
    });
    await this.#next;
  }
}
