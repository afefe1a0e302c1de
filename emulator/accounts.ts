import { versionReadings, type VersionReading, type VersionRule } from "./version-rule";

/** What a `get` tells about an environment. `open` is the account's, the rest the environment's. */
export interface Policy {
  /** The account-wide switch: whether the account may use cloudbase_access_token at all. */
  readonly open: boolean;
  /** The paths that may be called, in the order in which they were written. */
  readonly apiWhitelist: readonly string[];
  /** The counter that a set is checked against, see {@link VersionRule}. */
  readonly version: number;
}

/** A {@link Policy} and the account it belongs to. */
export interface AccountPolicy extends Policy {
  /** The mini program that owns the environment. */
  readonly appId: string;
}

/** An environment to start with. */
export interface EnvironmentSeed {
  /** Default `["/*"]`: everything may be called. */
  readonly apiWhitelist?: readonly string[];
  /**
   * A whole number, default 1. Under the version rule `account` the counter starts at the highest
   * of the account's environments.
   */
  readonly version?: number;
  /** Default: the id. */
  readonly alias?: string;
  /** Default `NORMAL`; calls for the policy of a `HALTED` one answer -501005. */
  readonly status?: "NORMAL" | "HALTED" | "UNAVAILABLE";
  /** Cloud development (`tcb`, the default) or cloud hosting (`run`). */
  readonly kind?: "tcb" | "run";
}

/** An account (mini program) to start with. */
export interface AccountSeed {
  /** The account-wide switch, default true ("turned on by default" on WeChat's page). */
  readonly open?: boolean;
  /** Default true; false makes every call for the account answer 85088. */
  readonly cloudDevelopment?: boolean;
  /** Its nick_name; default: the app id. */
  readonly name?: string;
  /** Whether it has authorized the platform; default true. Else it is not listed, and answers 61003. */
  readonly authorized?: boolean;
  /** Whether the list of accounts has its refresh_token; default true. */
  readonly refreshToken?: boolean;
  /** The permission sets that it has granted; default 18 and 49. Without 49 its token answers 61007. */
  readonly permissionSets?: readonly number[];
  /** By environment id. An id belongs to one account only. */
  readonly environments: Readonly<Record<string, EnvironmentSeed>>;
}

/** The accounts of an emulator that is given none: the page's own environment and a second one. */
export const defaultAccounts: Readonly<Record<string, AccountSeed>> = {
  wx0000000000000001: {
    environments: { "myttest-8gu57so0bd9f9e8a": {}, "myttest-staging-1a2b3c4d": {} },
  },
};

/** What a write did to an environment. */
export interface Change {
  readonly env: string;
  readonly appId: string;
  readonly before: Policy;
  readonly after: Policy;
}

interface Counter {
  version: number;
}

/** What never changes of an account. */
export type AccountDetails = Required<
  Pick<AccountSeed, "cloudDevelopment" | "name" | "authorized" | "refreshToken" | "permissionSets">
>;

interface Account extends AccountDetails {
  readonly appId: string;
  open: boolean;
  readonly counter: Counter;
  readonly environments: Set<string>;
}

interface Environment {
  readonly account: Account;
  apiWhitelist: readonly string[];
  readonly counter: Counter;
  readonly details: Required<Pick<EnvironmentSeed, "alias" | "status" | "kind">>;
  previous?: Policy;
}

const sameContent = (a: Policy, b: Omit<Policy, "version">): boolean =>
  a.open === b.open &&
  a.apiWhitelist.length === b.apiWhitelist.length &&
  a.apiWhitelist.every((path, index) => path === b.apiWhitelist[index]);

/** The emulator's whole state of policies. Every method is synchronous: a write is atomic. */
export class Accounts {
  private readonly accounts = new Map<string, Account>();
  private readonly environments = new Map<string, Environment>();
  private readonly reading: VersionReading;

  constructor(seeds: Readonly<Record<string, AccountSeed>>, rule: VersionRule) {
    this.reading = versionReadings[rule];
    for (const [appId, seed] of Object.entries(seeds)) {
      this.addAccount(appId, seed);
      for (const [env, each] of Object.entries(seed.environments)) this.add(appId, env, each);
    }
  }

  /** Adds an environment, and its account if that is not there yet. Throws on an id in use. */
  add(appId: string, env: string, seed: EnvironmentSeed = {}): void {
    if (this.environments.has(env)) throw new Error(`environment ${env} exists already`);
    const account = this.addAccount(appId);
    const { apiWhitelist = ["/*"], version = 1 } = seed;
    const { alias = env, status = "NORMAL", kind = "tcb" } = seed;
    account.environments.add(env);
    const counter = this.reading.accountWide ? account.counter : { version };
    counter.version = Math.max(counter.version, version);
    const details = { alias, status, kind };
    this.environments.set(env, { account, apiWhitelist: [...apiWhitelist], counter, details });
  }

  /** Removes an environment; calls for it answer INVALID_ENV from now on. Throws on an unknown id. */
  remove(env: string): void {
    this.environment(env).account.environments.delete(env);
    this.environments.delete(env);
  }

  hasAccount(appId: string): boolean {
    return this.accounts.has(appId);
  }

  /** The accounts, in the order in which they were added. */
  appIds(): string[] {
    return [...this.accounts.keys()];
  }

  /** What never changes of an account; throws on one that is not known. */
  account(appId: string): AccountDetails {
    const account = this.accounts.get(appId);
    if (account === undefined) throw new Error(`no account ${appId}`);
    return account;
  }

  /** The ids of an account's environments, in the order in which they were added. */
  environmentsOf(appId: string): string[] {
    return [...(this.accounts.get(appId)?.environments ?? [])];
  }

  /** What never changes of an environment. */
  details(env: string): Environment["details"] {
    return this.environment(env).details;
  }

  list(): string[] {
    return [...this.environments.keys()];
  }

  /** The account that owns an environment, undefined if there is no such environment. */
  ownerOf(env: string): string | undefined {
    return this.environments.get(env)?.account.appId;
  }

  /** Whether an account may use cloud development; an account not known here may not. */
  hasCloudDevelopment(appId: string): boolean {
    return this.accounts.get(appId)?.cloudDevelopment ?? false;
  }

  /** The live policy, as a copy. */
  policy(env: string): Policy {
    const { account, apiWhitelist, counter } = this.environment(env);
    return { open: account.open, apiWhitelist: [...apiWhitelist], version: counter.version };
  }

  /** The live policy and whose it is, as a copy. */
  accountPolicy(env: string): AccountPolicy {
    return { appId: this.environment(env).account.appId, ...this.policy(env) };
  }

  /** The policy as it was before the environment's last write; the live one if there was none. */
  previousPolicy(env: string): Policy {
    return this.environment(env).previous ?? this.policy(env);
  }

  /** Whether the version rule lets a set through that carries this version. */
  accepts(env: string, sent: number): boolean {
    return this.reading.accepts(sent, this.environment(env).counter.version);
  }

  /** Writes without asking for a version, and counts the version up as the rule says. */
  write(env: string, content: Partial<Omit<Policy, "version">>): Change {
    const environment = this.environment(env);
    const before = this.policy(env);
    const wanted = { ...before, ...content };
    if (this.reading.countsUnchanged || !sameContent(before, wanted)) {
      environment.counter.version += 1;
    }
    environment.account.open = wanted.open;
    environment.apiWhitelist = [...wanted.apiWhitelist];
    environment.previous = before;
    return { env, appId: environment.account.appId, before, after: this.policy(env) };
  }

  private environment(env: string): Environment {
    const environment = this.environments.get(env);
    if (environment === undefined) throw new Error(`no environment ${env}`);
    return environment;
  }

  private addAccount(appId: string, seed: Partial<AccountSeed> = {}): Account {
    const known = this.accounts.get(appId);
    if (known !== undefined) return known;
    const { open = true, cloudDevelopment = true, name = appId } = seed;
    const { authorized = true, refreshToken = true, permissionSets = [18, 49] } = seed;
    const details = { cloudDevelopment, name, authorized, refreshToken, permissionSets };
    const environments = new Set<string>();
    const account = { appId, open, ...details, counter: { version: 0 }, environments };
    this.accounts.set(appId, account);
    return account;
  }
}
