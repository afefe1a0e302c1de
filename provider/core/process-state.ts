import { Mutex, Semaphore } from "async-mutex";
import { Declarations } from "./declarations";
import type { Observation, Policy, PolicyInputs, PolicyState } from "./policy";

/** How many operations of one account may write side by side; one that moves `open` takes all places. */
const PLACES = 256;

/** What the process knows of one account, and the readers-writer lock on its `open`. */
export class Account {
  readonly places = new Semaphore(PLACES);
  /** How often somebody wrote with the account alone: what was read before that may be outdated. */
  exclusiveWrites = 0;
  /** The switch as it was before the stack's resources began to manage it, as far as is known. */
  originalOpen?: boolean;
}

/** What one operation holds of its account's lock: nothing, a place beside others, or all places. */
export class Turn {
  private held: { account: Account; isAlone: boolean; release: () => void }[] = [];

  /** The last of the accounts is the operation's own; where others may be the same they are shared. */
  constructor(
    private readonly accounts: readonly Account[],
    private readonly isShared: () => boolean,
  ) {}

  /** Whether no sibling writes meanwhile. */
  get isAlone(): boolean {
    return this.held.at(-1)?.isAlone === true;
  }

  /** How often somebody wrote with this operation's account alone. */
  get exclusiveWrites(): number {
    return this.accounts.reduce((sum, { exclusiveWrites }) => sum + exclusiveWrites, 0);
  }

  /** Waits for a place, or for all, unless it holds that much. First come, first served. */
  async take(isExclusive: boolean): Promise<void> {
    if (this.held.length > 0 && (this.isAlone || !isExclusive)) return;
    this.end();
    for (const account of this.accounts) {
      const isOwn = account === this.accounts.at(-1);
      const isAlone = isExclusive && (isOwn || this.isShared());
      const [, release] = await account.places.acquire(isAlone ? PLACES : 1);
      this.held.push({ account, isAlone, release });
    }
  }

  /** Gives back what is held. */
  end({ hasWritten = false } = {}): void {
    for (const { account, isAlone, release } of this.held.splice(0)) {
      if (hasWritten && isAlone) account.exclusiveWrites += 1;
      release();
    }
  }
}

/** What the process knows of one environment. */
export class Environment {
  private readonly mutex = new Mutex();
  /** What was there at first, as a state that this process was shown tells it. */
  original?: Policy;
  /** What the resource that the program keeps as it is, or writes, has last read or written. */
  kept?: Observation;
  /** What a delete of this process has put back here, as long as nothing was written over it. */
  putBack?: Policy | undefined;

  /** Runs one operation after the other. First come, first served. */
  run<T>(operation: () => Promise<T>): Promise<T> {
    return this.mutex.runExclusive(operation);
  }
}

/**
 * What one process knows, from one Configure to the next. Pulumi starts a process for each phase of
 * each operation, so nothing in here may be needed for correctness later.
 */
export class ProcessState {
  private readonly accounts = new Map<string, Account>();
  private readonly environments = new Map<string, Environment>();
  private hasUnnamed = false;

  /** What the program declares. */
  readonly declarations = new Declarations();
  /** What to add to the current version in a `set`, once that has worked. */
  versionOffset?: 0 | 1;
  /** Whether one environment's `set` was seen to move another's version. */
  isVersionShared = false;

  account(key: string): Account {
    return getOrCreate(this.accounts, key, () => new Account());
  }

  /** A turn on the account. Resources that name none may be of any, so they exclude all others. */
  turn(key: string): Turn {
    this.hasUnnamed ||= key === "";
    const keys = [...new Set(["", key])];
    return new Turn(
      keys.map((each) => this.account(each)),
      () => this.hasUnnamed,
    );
  }

  environment(env: string): Environment {
    return getOrCreate(this.environments, env, () => new Environment());
  }

  /** Keeps what a stored state tells of how it was at first, for whoever takes its place. */
  remember({ env, original, managesOpen }: PolicyState, accounts: readonly string[]): void {
    if (!original) return;
    this.environment(env).original ??= original;
    if (!managesOpen) return;
    for (const key of accounts) this.account(key).originalOpen ??= original.open;
  }

  /**
   * What delete is to put back. A create that takes the place of another resource inherits what that
   * one had found; the switch counts from when the program began to give `open`.
   */
  originalFor(
    change: { inputs: PolicyInputs; account: string; before: PolicyState | undefined },
    found: Policy,
  ): Policy | undefined {
    const { inputs, account, before } = change;
    const original = before ? before.original : (this.environment(inputs.env).original ?? found);
    if (inputs.open === undefined || before?.managesOpen === true) return original;
    const open = (this.account(account).originalOpen ??= found.open);
    return original && { ...original, open };
  }
}

/** The value under the key; made where there is none yet. */
export function getOrCreate<T>(all: Map<string, T>, key: string, make: () => T): T {
  const value = all.get(key) ?? make();
  all.set(key, value);
  return value;
}
