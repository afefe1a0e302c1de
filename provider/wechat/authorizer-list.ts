import { ApiError } from "../core/errors";
import { named } from "../core/quote";
import type { Deadline } from "../core/timing";
import type { Authorizer, AuthorizerPage } from "./component-api";
import type { Redactor } from "./redact";
import { SingleFlight } from "./single-flight";

/** So many pages in a row without an account are taken for a list without an end. */
const MAX_EMPTY = 100;

/** The accounts that have authorized the platform, as WeChat lists them, each page asked for once a process. */
export class AuthorizerList {
  private readonly refreshTokens = new Map<string, string>();
  private readonly listed = new Map<string, Authorizer>();
  /** The offset of the page to be asked for next; undefined after the last. */
  private next: number | undefined = 0;
  /** How many there were in all when the last page was read. */
  private total = 0;
  /** How many pages in a row were empty. */
  private empty = 0;
  private readonly turning = new SingleFlight<void>();

  constructor(
    private readonly redactor: Redactor,
    private readonly page: (offset: number, deadline: Deadline) => Promise<AuthorizerPage>,
  ) {}

  /** Takes a refresh token that is given, or newer than the listed one. */
  remember(appId: string, refreshToken: string): void {
    this.redactor.learn(refreshToken);
    this.refreshTokens.set(appId, refreshToken);
  }

  /** All accounts, in WeChat's order. Rejects with ApiError. */
  async all(deadline: Deadline): Promise<Authorizer[]> {
    while (this.next !== undefined) await this.turnPage(this.next, deadline);
    return [...this.listed.values()];
  }

  /** The account's refresh token; looks at no more pages than it takes. Rejects with ApiError. */
  async refreshToken(account: string, deadline: Deadline): Promise<string> {
    while (!this.refreshTokens.has(account) && !this.listed.has(account)) {
      if (this.next === undefined) throw new ApiError(unlisted(account));
      await this.turnPage(this.next, deadline);
    }
    const known = this.refreshTokens.get(account);
    if (known !== undefined) return known;
    throw new ApiError(withoutRefreshToken(account));
  }

  /** All who wait for the same page have it asked for once. */
  private turnPage(offset: number, deadline: Deadline): Promise<void> {
    return this.turning.run("", deadline, async () => {
      const { authorizers, next, total = this.total } = await this.page(offset, deadline);
      const gone = Math.max(0, this.total - total);
      this.total = total;
      const hasNew = authorizers.some(({ appId }) => !this.listed.has(appId));
      for (const authorizer of authorizers) this.add(authorizer);
      this.empty = authorizers.length === 0 ? this.empty + 1 : 0;
      // Accounts that were all listed before come from a server that does not know where its list ends.
      const isEndless = authorizers.length === 0 ? this.empty === MAX_EMPTY : !hasNew;
      this.next = isEndless ? undefined : next;
      // Each account that is gone moved the others forward by one place, some of them in front of this page.
      if (gone > 0) this.next = Math.max(0, offset - gone);
    });
  }

  private add(authorizer: Authorizer): void {
    const { appId, refreshToken } = authorizer;
    this.listed.set(appId, authorizer);
    if (refreshToken === undefined) return;
    this.redactor.learn(refreshToken);
    if (!this.refreshTokens.has(appId)) this.refreshTokens.set(appId, refreshToken);
  }
}

const unlisted = (account: string) =>
  ({
    failure: "denied",
    summary: `${named(account)} is not among the accounts that have authorized this third-party platform`,
    remedy: "Correct authorizerAppId, or let the account authorize the platform",
    isUnauthorized: true,
  }) as const;

/** WeChat lists none before the platform has called api_query_auth for the account. */
const withoutRefreshToken = (account: string) =>
  ({
    failure: "denied",
    summary: `${named(account)} has authorized this third-party platform, but WeChat lists no refresh_token for it`,
    remedy:
      "Have the platform call api_query_auth once with the account's authorization code; the account need not authorize again",
  }) as const;
