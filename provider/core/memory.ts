import { Semaphore } from "async-mutex";
import { Environment } from "./environment";

/** How many sections of one account may run side by side; a writer of `open` takes all places. */
const PLACES = 256;

/** What the process knows of one account, and the readers-writer lock on its `open`. */
export class Account {
  private readonly places = new Semaphore(PLACES);
  /** The switch as it was last seen. */
  open?: boolean;
  /** The switch as it was before the stack's resources began to manage it, as far as is known. */
  originalOpen?: boolean;
  /** Which environment's resource asked for which `open`. */
  readonly claims = new Map<string, boolean>();

  /** Whether another environment's resource asks for a certain `open`: then it is not to be put back. */
  isClaimedBeside(env: string): boolean {
    return [...this.claims.keys()].some((claimant) => claimant !== env);
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
  private readonly environments = new Map<string, Environment>();

  /** The accounts that the program's resources belong to. */
  readonly declaredAccounts = new Set<string>();
  /** What to add to the current version in a `set`, once that has worked. */
  versionOffset?: 0 | 1;
  /** Whether one environment's `set` was seen to move another's version. */
  isVersionShared = false;

  account(key: string): Account {
    return known(this.accounts, key, () => new Account());
  }

  /**
   * Whether the program asks for a certain `open` beside this environment: then it is not to be put
   * back. Resources that name no account may be of any, so they count for each.
   */
  isOpenClaimedBeside({ key, env }: { key: string; env: string }): boolean {
    return [...this.accounts].some(([other, account]) => {
      const maySame = other === key || other === "" || key === "";
      return maySame && account.isClaimedBeside(env);
    });
  }

  environment(env: string): Environment {
    return known(this.environments, env, () => new Environment());
  }
}

/** What is kept under the key; made where there is nothing yet. */
export function known<T>(all: Map<string, T>, key: string, make: () => T): T {
  const value = all.get(key) ?? make();
  all.set(key, value);
  return value;
}
