import type { ResourceState } from "./resource-state";
import type { PendingOperation, Snapshot, StackFiles } from "./stack-files";

/** A stack's state while a step runs: what was, what is now, and what has begun. A preview's is never written. */
export class Journal {
  /** As the step found it, in order. */
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
  ) {
    const { resources, pending } = files.load();
    this.olds = resources;
    this.#pending = pending;
  }

  /** The operations that an earlier, killed engine had begun. */
  get interrupted(): readonly PendingOperation[] {
    return this.#pending;
  }

  /** Updates and deletes show their result when read again; only of a create nobody knows, so it stays until told. */
  forgetInterrupted({ creates }: { creates: boolean }): void {
    this.#pending = creates ? [] : this.#pending.filter(({ type }) => type === "creating");
  }

  /** The old state of one of these URNs that is not already on its way out. */
  find(urns: string[]): ResourceState | undefined {
    for (const urn of urns) {
      const old = this.olds.find((state) => state.urn === urn && !state.delete);
      if (old) return old;
    }
    return undefined;
  }

  /** The old states that no step has dealt with. */
  get unsettled(): ResourceState[] {
    return this.olds.filter((old) => !this.#settled.has(old));
  }

  add(state: ResourceState): void {
    this.news.push(state);
  }

  /** From here on the old state is out of the file. */
  settle(old: ResourceState): void {
    this.#settled.add(old);
  }

  /** Runs a provider's write between two lines of the state file, so that a killed engine leaves a trace of it. */
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
      // Written with the outcome, in the save that follows it.
      this.#pending = this.#pending.filter((other) => other !== operation);
    }
  }

  /** Resolves once a file with all that is known at this moment is in place; calls that wait together share one write. */
  async save(): Promise<void> {
    if (this.isPreview) return;
    this.#next ??= this.#writing.then(async () => {
      this.#next = undefined;
      this.#writing = this.files.save(this.#snapshot());
      await this.#writing;
    });
    await this.#next;
  }

  #snapshot(): Snapshot {
    return { resources: [...this.news, ...this.unsettled], pending: this.#pending };
  }
}
