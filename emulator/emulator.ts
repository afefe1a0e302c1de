import { setMaxListeners } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import {
  Accounts,
  defaultAccounts,
  type AccountPolicy,
  type AccountSeed,
  type EnvironmentSeed,
  type Policy,
} from "./accounts";
import { Component, type ComponentCredentials, type ComponentOptions } from "./component";
import { control, controlPrefix } from "./control";
import { exchange, refuseTooLarge, type ExchangeContext } from "./exchange";
import { Faults, type FaultScript } from "./faults";
import { Journal, type ApplyEntry, type JournalEntry, type RequestEntry } from "./journal";
import type { World } from "./policy-api";
import { receiveText, toApiRequest } from "./request";
import { send } from "./send";
import { listen } from "./server";
import { Tokens, type TokenRequest } from "./tokens";
import type { VersionRule } from "./version-rule";

/** How to start an emulator; everything has a default. */
export interface EmulatorOptions {
  /** The port on 127.0.0.1; default 0, any free one. */
  readonly port?: number;
  /** Which reading of `version` it plays; default `current`. */
  readonly versionRule?: VersionRule;
  /**
   * What a set meets whose version the rule does not accept: an error (`refuse`, the default), or
   * errcode 0 without effect (`ignore`).
   */
  readonly staleVersion?: "refuse" | "ignore";
  /** The error of `refuse`; default 40097 (invalid args). WeChat documents none. */
  readonly staleErrcode?: number;
  /** Milliseconds before each request is handled; default 0. */
  readonly latencyMs?: number;
  /** By app id; default {@link defaultAccounts}. */
  readonly accounts?: Readonly<Record<string, AccountSeed>>;
  /** The third-party platform that the accounts have authorized. */
  readonly component?: ComponentOptions;
  /** The clock, in milliseconds since 1970, for the journal and for tokens; default `Date.now`. */
  readonly now?: () => number;
  /**
   * Hears of each request when the emulator is done with it (answered, or meant not to be), and of
   * each apply and console edit when it happens.
   */
  readonly onEntry?: (entry: JournalEntry) => void;
}

/** A running emulator. Methods that take an environment throw if there is none of that id. */
export interface Emulator {
  /** The base URL, `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** How many TCP connections were ever accepted. */
  readonly connections: number;
  /** Every request, apply and console edit, in order; one live array. */
  readonly journal: readonly JournalEntry[];
  /** The journal's requests, optionally those with this action, this environment, this path. */
  requests(filter?: {
    readonly action?: "get" | "set";
    readonly env?: string;
    readonly path?: string;
  }): RequestEntry[];
  /** The journal's applied sets, optionally those of one environment. */
  applies(env?: string): ApplyEntry[];
  clearJournal(): void;
  /** What goes wrong, and when. */
  readonly faults: FaultScript;
  /** Issues a token: a component token, or with `appId` an authorizer token for that account. */
  issueToken(request?: TokenRequest): string;
  /** Calls with the token answer 42001 from now on. Throws on one that was not issued here. */
  expireToken(token: string): void;
  /** Calls with the token answer 40014 from now on. Throws on one that was not issued here. */
  revokeToken(token: string): void;
  /** What the third-party platform obtains tokens with; one live object. */
  readonly component: ComponentCredentials;
  /** Pushes a new component_verify_ticket; every ticket is good for twelve hours. */
  pushVerifyTicket(): string;
  /** An account's authorizer_refresh_token. Throws if the account is unknown or withdrew. */
  refreshToken(appId: string): string;
  /** The merchant authorizes anew: the account's refresh token from before answers 61023. */
  changeRefreshToken(appId: string): string;
  /** The merchant withdraws the authorization: the account is not listed, and answers 61003. */
  withdrawAuthorization(appId: string): void;
  /** The ids of the environments, in the order in which they were added. */
  environments(): string[];
  /** The live policy of an environment, as a copy. */
  policy(env: string): AccountPolicy;
  /** Edits a policy as somebody in the web console does: unasked for a version, but counted. */
  editInConsole(env: string, content: Partial<Omit<Policy, "version">>): void;
  /** Adds an environment, and its account if that is new. Throws on an id in use. */
  addEnvironment(appId: string, env: string, seed?: EnvironmentSeed): void;
  /** Removes an environment; calls for it answer -501000 (INVALID_ENV) from now on. */
  removeEnvironment(env: string): void;
  /** Stops listening and destroys every open connection at once. */
  close(): Promise<void>;
}

/** The parts of an emulator that need no server. */
type Desk = Omit<Emulator, "url" | "connections" | "close">;

const isRequest = (entry: JournalEntry): entry is RequestEntry => entry.kind === "request";
const isApply = (entry: JournalEntry): entry is ApplyEntry => entry.kind === "apply";

function makeDesk({ accounts, component, journal, tokens }: World, faults: Faults): Desk {
  return {
    journal: journal.entries,
    requests: ({ action, env, path } = {}) =>
      journal.entries
        .filter(isRequest)
        .filter((entry) => action === undefined || entry.action === action)
        .filter((entry) => env === undefined || entry.env === env)
        .filter((entry) => path === undefined || entry.path === path),
    applies: (env) =>
      journal.entries.filter(isApply).filter((entry) => env === undefined || entry.env === env),
    clearJournal: () => journal.clear(),
    faults,
    issueToken: (request = {}) => {
      const { appId } = request;
      if (appId !== undefined && !accounts.hasAccount(appId))
        throw new Error(`no account ${appId}`);
      return tokens.issue(request);
    },
    expireToken: (token) => tokens.expire(token),
    revokeToken: (token) => tokens.revoke(token),
    component: component.credentials,
    pushVerifyTicket: () => component.pushTicket(),
    refreshToken: (appId) => component.refreshToken(appId),
    changeRefreshToken: (appId) => component.authorize(appId),
    withdrawAuthorization: (appId) => component.withdraw(appId),
    environments: () => accounts.list(),
    policy: (env) => accounts.accountPolicy(env),
    editInConsole: (env, content) => journal.edited(accounts.write(env, content)),
    addEnvironment: (appId, env, seed) => accounts.add(appId, env, seed),
    removeEnvironment: (env) => accounts.remove(env),
  };
}

function makeServe(
  context: ExchangeContext,
  desk: Desk,
): (message: IncomingMessage, response: ServerResponse) => Promise<void> {
  let count = 0;
  return async (message, response) => {
    const isControl = message.url?.startsWith(controlPrefix) ?? false;
    const text = await receiveText(message);
    const request = toApiRequest(message, isControl ? 0 : (count += 1), text ?? "");
    if (isControl) await send(response, control(request, desk), {}, context.pause);
    else if (text === undefined) await refuseTooLarge(request, response, context);
    else await exchange(request, response, context);
  };
}

/**
 * Starts an emulator of `POST /tcb/usecloudaccesstoken` as WeChat's setCloudAccessToken page
 * describes it, on loopback. Rejects if the port cannot be had.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { now = Date.now, port = 0, latencyMs = 0, versionRule = "current" } = options;
  const { staleVersion = "refuse", staleErrcode = 40097 } = options;
  const tokens = new Tokens(now);
  const accounts = new Accounts(options.accounts ?? defaultAccounts, versionRule);
  const world: World = {
    accounts,
    tokens,
    component: new Component(now, tokens, accounts, options.component),
    journal: new Journal(now, (entry) => options.onEntry?.(entry)),
    staleVersion,
    staleErrcode,
  };
  const faults = new Faults();
  const desk = makeDesk(world, faults);

  const closing = new AbortController();
  // Every request that waits listens: more than Node.js' ten are no leak here.
  setMaxListeners(0, closing.signal);
  const pause = async (ms: number): Promise<void> => {
    closing.signal.throwIfAborted();
    if (ms > 0) await sleep(ms, undefined, { signal: closing.signal });
  };
  const serve = makeServe({ world, faults, latencyMs, now, pause }, desk);
  const server = await listen(port, (message, response) => {
    // Rejects only if the client went away before its request was complete.
    serve(message, response).catch(() => response.destroy());
  });
  return {
    ...desk,
    url: `http://127.0.0.1:${server.port}`,
    get connections() {
      return server.connections();
    },
    close: async () => {
      const closed = server.close();
      closing.abort();
      await closed;
    },
  };
}
