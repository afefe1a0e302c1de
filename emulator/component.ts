import { createHash } from "node:crypto";
import type { Accounts } from "./accounts";
import { Refusal } from "./refusal";
import type { Tokens } from "./tokens";

/** What a third-party platform obtains its component_access_token with. */
export interface ComponentCredentials {
  readonly appId: string;
  readonly appSecret: string;
  /** The newest component_verify_ticket. */
  readonly verifyTicket: string;
}

/** The third-party platform of an emulator; everything has a default. */
export interface ComponentOptions extends Partial<ComponentCredentials> {
  /** How long the tokens live that the endpoints issue; default 7,200,000, WeChat's two hours. */
  readonly expiresInMs?: number;
  /** Whether each api_authorizer_token hands back another refresh token; default false. */
  readonly changesRefreshTokens?: boolean;
}

/** An account that has authorized the platform, as api_get_authorizer_list tells of it. */
export interface Authorization {
  readonly appId: string;
  readonly refreshToken: string;
  /** Seconds since 1970. */
  readonly authTime: number;
}

/** Also the time for which a replaced token is still good. */
const graceMs = 300_000;
const ticketMs = 43_200_000;
/** The permission set of cloud development. */
const CLOUD_PERMISSION = 49;

function derive(...seed: readonly (string | number)[]): Buffer {
  // Derived, not random: two runs of one test see the same secrets.
  return createHash("sha512").update(seed.join(" ")).digest();
}

interface KnownAuthorization extends Authorization {
  /** The refresh token that a renewal replaced, while WeChat still takes it. */
  readonly replaced?: { readonly refreshToken: string; readonly until: number };
}

/** The emulator's third-party platform, which every account has authorized to begin with. */
export class Component {
  /** What it is known by; one live object. */
  readonly credentials: ComponentCredentials;
  readonly expiresInMs: number;
  private readonly changesRefreshTokens: boolean;
  private readonly tickets = new Map<string, number>();
  /** By app id; undefined after the merchant withdrew the authorization. */
  private readonly known = new Map<string, KnownAuthorization | undefined>();
  private readonly startedAt: number;
  private latestToken?: string;
  private count = 0;

  constructor(
    private readonly now: () => number,
    private readonly tokens: Tokens,
    private readonly accounts: Accounts,
    options: ComponentOptions = {},
  ) {
    const { appId = "wxc000000000000001", expiresInMs = 7_200_000 } = options;
    const { appSecret = derive(appId, "secret").toString("hex").slice(0, 32) } = options;
    this.startedAt = now();
    this.expiresInMs = expiresInMs;
    this.changesRefreshTokens = options.changesRefreshTokens ?? false;
    this.credentials = { appId, appSecret, verifyTicket: "" };
    this.pushTicket(options.verifyTicket);
  }

  /** Makes this ticket the newest one. Each lives twelve hours, whether or not it is the newest. */
  pushTicket(ticket = `ticket@@@${this.secretText("ticket")}`): string {
    this.tickets.set(ticket, this.now() + ticketMs);
    Object.assign(this.credentials, { verifyTicket: ticket });
    return ticket;
  }

  /** Refuses a ticket that was never pushed (61006) or has expired (61005). */
  checkTicket(ticket: string): void {
    const until = this.tickets.get(ticket);
    if (until === undefined) throw new Refusal(61006);
    if (this.now() >= until) throw new Refusal(61005);
  }

  /** Issues a component token; the one before is good for five minutes more. */
  issueComponentToken(): string {
    if (this.latestToken !== undefined) this.tokens.endWithin(this.latestToken, graceMs);
    this.latestToken = this.tokens.issue({ component: true, expiresInMs: this.expiresInMs });
    return this.latestToken;
  }

  /** Issues a token for an account; 61003 if it has not authorized, 61023 for a wrong refresh token. */
  issueAuthorizerToken(
    appId: string,
    refreshToken: string,
  ): { token: string; refreshToken: string } {
    const known = this.authorization(appId);
    if (known === undefined) throw new Refusal(61003);
    const { replaced } = known;
    const isReplaced = replaced?.refreshToken === refreshToken && this.now() < replaced.until;
    if (known.refreshToken !== refreshToken && !isReplaced) throw new Refusal(61023);
    const next = this.changesRefreshTokens ? this.replace(known) : known;
    const token = this.tokens.issue({ appId, expiresInMs: this.expiresInMs });
    return { token, refreshToken: next.refreshToken };
  }

  isAuthorized(appId: string): boolean {
    return this.authorization(appId) !== undefined;
  }

  /** Refuses an account that has not authorized the platform (61003), or not for this API (61007). */
  checkAuthorization(appId: string): void {
    if (!this.isAuthorized(appId)) throw new Refusal(61003);
    if (!this.accounts.account(appId).permissionSets.includes(CLOUD_PERMISSION))
      throw new Refusal(61007);
  }

  /** Whoever has authorized the platform, in the order in which the accounts were added. */
  authorizations(): Authorization[] {
    return this.accounts.appIds().flatMap((appId) => this.authorization(appId) ?? []);
  }

  /** An account's refresh token. Throws if the account is unknown or withdrew. */
  refreshToken(appId: string): string {
    const authorization = this.authorization(appId);
    if (authorization === undefined) throw new Error(`${appId} has not authorized the platform`);
    return authorization.refreshToken;
  }

  /** The merchant authorizes (anew): the refresh token from before is worth nothing. */
  authorize(appId: string): string {
    this.assertAccount(appId);
    const authorization = this.newAuthorization(appId, this.now());
    this.known.set(appId, authorization);
    return authorization.refreshToken;
  }

  /** The merchant withdraws the authorization. */
  withdraw(appId: string): void {
    this.assertAccount(appId);
    this.known.set(appId, undefined);
  }

  private assertAccount(appId: string): void {
    if (!this.accounts.hasAccount(appId)) throw new Error(`no account ${appId}`);
  }

  private authorization(appId: string): KnownAuthorization | undefined {
    const isAuthorized = this.accounts.hasAccount(appId) && this.accounts.account(appId).authorized;
    if (!this.known.has(appId) && isAuthorized) {
      this.known.set(appId, this.newAuthorization(appId, this.startedAt));
    }
    return this.known.get(appId);
  }

  private replace({ appId, authTime, refreshToken }: Authorization): Authorization {
    const replaced = { refreshToken, until: this.now() + graceMs };
    const authorization = { ...this.newAuthorization(appId, authTime * 1000), replaced };
    this.known.set(appId, authorization);
    return authorization;
  }

  private newAuthorization(appId: string, at: number): Authorization {
    const authTime = Math.floor(at / 1000);
    return { appId, authTime, refreshToken: `refreshtoken@@@${this.secretText(appId)}` };
  }

  private secretText(of: string): string {
    this.count += 1;
    return derive(this.credentials.appId, of, this.count).subarray(0, 32).toString("base64url");
  }
}
