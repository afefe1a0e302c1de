import { Semaphore } from "async-mutex";
import type { Observation, PolicyState } from "./policy";

/** How many sections of one account may run side by side; a writer of `open` takes all places. */
const PLACES = 256;

/** Stands for a policy that a resource adopted or is about to write; no state's fingerprint. */
const ADOPTED = "adopted";

/** What the process knows of one account, and the readers-writer lock on its `open`. */
export class Account {
  private readonly places = new Semaphore(PLACES);
  /** The switch as it was last seen. */
  open?: boolean;
  /** Which resource asked for which `open`, by id. */
  readonly claims = new Map<string, boolean>();

  /** Whether a resource other than this one asks for a certain `open`: then it is not to be put back. */
  isClaimedBeside(id: string): boolean {
    return [...this.claims.keys()].some((claimant) => claimant !== id);
  }

  /** Runs a section beside others of the account, or alone. First come, first served. */
  run<T>(isExclusive: boolean, section: () => Promise<T>): Promise<T> {
    return this.places.runExclusive(section, isExclusive ? PLACES : 1);
  }
}

/**
 * What one process remembers. Pulumi starts a process for each phase of each operation, so nothing
 * in here may be needed for correctness later.
 */
export class Memory {
  private readonly accounts = new Map<string, Account>();
  private readonly established = new Map<string, string>();

  /** What to add to the current version in a `set`, once that has worked. */
  versionOffset?: 0 | 1;
  /** Whether one environment's `set` was seen to move another's version. */
  isVersionShared = false;

  account(key: string): Account {
    const account = this.accounts.get(key) ?? new Account();
    this.accounts.set(key, account);
    return account;
  }

  /** The accounts that this process has met. */
  accountKeys(): string[] {
    return [...this.accounts.keys()];
  }

  /** Says that a resource is about to stand for the policy `id`, so that no second one begins. */
  reserve(id: string): void {
    this.established.set(id, ADOPTED);
  }

  /** Records that a resource of this process now stands for the policy `id`. */
  establish(id: string, state: PolicyState, found: Observation): void {
    // A written policy has a version of its own, so an equal state means the same resource. An
    // adopted one may look exactly like the state of a resource that is about to go.
    const isWritten = found.version !== state.version;
    this.established.set(id, isWritten ? fingerprint(state) : ADOPTED);
  }

  /** Whether a resource of this process stands for the policy `id`. */
  isEstablished(id: string): boolean {
    return this.established.has(id);
  }

  /** Whether a resource other than the one of this state stands for the policy `id`. */
  isTakenOver(id: string, state: PolicyState): boolean {
    const owner = this.established.get(id);
    return owner !== undefined && owner !== fingerprint(state);
  }

  /** Forgets who stands for a policy. */
  release(id: string): void {
    this.established.delete(id);
  }
}

function fingerprint(state: PolicyState): string {
  return JSON.stringify(Object.entries(state).sort(([a], [b]) => (a < b ? -1 : 1)));
}
