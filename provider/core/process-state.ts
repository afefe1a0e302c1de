import { Mutex, Semaphore } from "async-mutex";
import { Declarations, type OtherProcesses } from "./declarations";
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
  /** Whether a delete has opened the switch, so that whoever keeps it closed must look again. */
  isOpenedByDelete = false;
  /** Whether the user was told that the switch is closed. */
  isClosedTold = false;
}

/** The accounts that one operation's turn is about. */
interface TurnAccounts {
  own: Account;
  /** The one of resources that name none and may be of any account; absent if it is the own one. */
  unnamed?: Account;
  /** Whether there is such a resource, so that the unnamed account is taken like the own one. */
  hasUnnamed: () => boolean;
  /** Counts the exclusive writes of every account: an unnamed one may be any of them. */
  every: { exclusiveWrites: number };
}

/** What one operation holds of its account's lock: nothing, a place beside others, or all places. */
export class Turn {
  private readonly releases: (() => void)[] = [];
  /** Whether no sibling writes meanwhile. */
  isAlone = false;

  constructor(private readonly accounts: TurnAccounts) {}

  /** How often somebody wrote alone with what may be this operation's account. */
  get exclusiveWrites(): number {
    const { own, unnamed, every } = this.accounts;
    return unnamed ? own.exclusiveWrites + unnamed.exclusiveWrites : every.exclusiveWrites;
  }

  /** Waits for a place, or for all, unless it holds that much. First come, first served. */
  async take(isExclusive: boolean): Promise<void> {
    if (this.isAlone || (this.releases.length > 0 && !isExclusive)) return;
    this.end();
    const { own, unnamed, hasUnnamed } = this.accounts;
    // The own account first: who waits for it must not hold a place of the one that all share.
    await this.acquire(own, isExclusive);
    if (unnamed) await this.acquire(unnamed, isExclusive && hasUnnamed());
    this.isAlone = isExclusive;
  }

  /** Gives back what is held. */
  end({ hasWritten = false } = {}): void {
    if (hasWritten && this.isAlone) {
      this.accounts.own.exclusiveWrites += 1;
      this.accounts.every.exclusiveWrites += 1;
    }
    this.isAlone = false;
    for (const release of this.releases.splice(0)) release();
  }

  private async acquire(account: Account, isExclusive: boolean): Promise<void> {
    const [, release] = await account.places.acquire(isExclusive ? PLACES : 1);
    this.releases.push(release);
  }
}

/** What the process knows of one environment. */
export class Environment {
  private readonly mutex = new Mutex();
  /** What was there at first, as a state that this process was shown tells it. */
  original?: Policy;
  /** Whether that is a secret. */
  isOriginalSecret = false;
  /** What the resource that the program keeps as it is, or writes, has last read or written. */
  kept?: Observation;
  /** What was there at first, as the state of the resource that the program declares tells it. */
  declaredOriginal?: Policy | undefined;
  /** What a delete of this process has put back here, as long as nothing was written over it. */
  putBack?: Policy | undefined;
  /** Whether a delete does that or has done it, so that whoever keeps the environment must look again. */
  isPutBack = false;
  /** The state whose delete did that. */
  deleted?: Policy;
  /** Whether a create of this process left nothing behind, so that the state of no resource tells of it. */
  isCreateFailed = false;
  /** Whether the user was told that the account does not authorize this any more. */
  isUnauthorizedTold = false;

  /** Runs one operation after the other. First come, first served. */
  run<T>(operation: () => Promise<T>): Promise<T> {
    return this.mutex.runExclusive(operation);
  }
}

/**
 * What one process knows, until Pulumi cancels it. Pulumi starts a process for each phase of each
 * operation, so nothing in here may be needed for correctness later.
 */
export class ProcessState {
  private readonly accounts = new Map<string, Account>();
  private readonly environments = new Map<string, Environment>();
  private readonly every = { exclusiveWrites: 0 };
  private hasUnnamed = false;

  /** What the program declares. */
  readonly declarations: Declarations;
  /** What to add to the current version in a `set`, once that has worked. */
  versionOffset?: 0 | 1;
  /** Whether one environment's `set` was seen to move another's version. */
  isVersionShared = false;

  constructor(others?: OtherProcesses) {
    this.declarations = new Declarations(others);
  }

  account(key: string): Account {
    return getOrCreate(this.accounts, key, () => new Account());
  }

  /** A turn on the account. Resources that name none may be of any, so they exclude all others. */
  turn(key: string): Turn {
    this.hasUnnamed ||= key === "";
    return new Turn({
      own: this.account(key),
      ...(key !== "" && { unnamed: this.account("") }),
      hasUnnamed: () => this.hasUnnamed,
      every: this.every,
    });
  }

  environment(env: string): Environment {
    return getOrCreate(this.environments, env, () => new Environment());
  }

  /** What a delete of this process has put back under a resource that the program keeps, and that must be written again. */
  putBackOf({ env, open }: PolicyInputs, account: string): ("apiWhitelist" | "open")[] {
    const isPutBack = this.environment(env).isPutBack || this.declarations.isPutBackElsewhere(env);
    const isOpened = open === false && this.account(account).isOpenedByDelete;
    return [
      ...(isPutBack ? ["apiWhitelist" as const] : []),
      ...(isOpened ? ["open" as const] : []),
    ];
  }

  /** What an update may write over: what state says, and what a delete of this process has put back since. */
  baseOf(state: PolicyState, account: string): PolicyState {
    const { putBack } = this.environment(state.env);
    return {
      ...state,
      ...(putBack && { unverified: putBack }),
      ...(this.account(account).isOpenedByDelete && { open: true }),
    };
  }

  /** A resource of the program has made the policy what it declares. */
  settle(env: string, account: string, live: Observation): void {
    const environment = this.environment(env);
    environment.kept = live;
    environment.putBack = undefined;
    environment.isPutBack = false;
    environment.isCreateFailed = false;
    this.account(account).isOpenedByDelete &&= live.open;
  }

  /** Keeps what a stored state tells of how it was at first, for whoever takes its place. */
  remember(
    { env, original, managesOpen }: PolicyState,
    accounts: readonly string[],
    secrets?: ReadonlySet<string>,
  ): void {
    if (!original) return;
    const environment = this.environment(env);
    environment.original ??= original;
    environment.isOriginalSecret ||= secrets?.has("original") === true;
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
    const original = before ? before.original : (this.environment(inputs.env).original ??= found);
    if (inputs.open === undefined || before?.managesOpen === true) return original;
    const open = (this.account(account).originalOpen ??= found.open);
    return original && { ...original, open };
  }
}

/** The value under the key; made if there is none yet. */
export function getOrCreate<T>(all: Map<string, T>, key: string, make: () => T): T {
  const value = all.get(key) ?? make();
  all.set(key, value);
  return value;
}
