import { createHash } from "node:crypto";
import { Refusal } from "./refusal";

/** What kind of token to issue. */
export interface TokenRequest {
  /** Makes it an authorizer_access_token for this account only. Left out: a component token. */
  readonly appId?: string;
  /** True says outright that it is a component_access_token, which serves every account. */
  readonly component?: boolean;
  /** Milliseconds until calls answer 42001; default 7,200,000, the two hours of WeChat's tokens. */
  readonly expiresInMs?: number;
  /** The token's own text; default: text of the length and alphabet of a real one. */
  readonly token?: string;
}

/** What a valid token may do. */
export interface Grant {
  /** The only account it serves; absent for a component token. */
  readonly appId?: string;
}

interface IssuedToken extends Grant {
  readonly expiresAt: number;
}

const twoHoursMs = 7_200_000;

/** The first eight hex digits of a token's SHA-256: names a token without giving it away. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 8);
}

/** The tokens that an emulator has issued. */
export class Tokens {
  private readonly issued = new Map<string, IssuedToken>();
  private count = 0;

  constructor(private readonly now: () => number) {}

  /** Issues a token and returns it. A text that was issued before gets the new meaning. */
  issue({ appId, component, expiresInMs = twoHoursMs, token }: TokenRequest): string {
    if (component !== undefined && component !== (appId === undefined)) {
      throw new Error("a component token serves every account: give either component or appId");
    }
    this.count += 1;
    // Derived, not random: two runs of one test see the same tokens.
    const digest = createHash("sha512").update(`${appId ?? "component"} ${this.count}`);
    const text = token ?? `${this.count}_${digest.digest("base64url")}`;
    const expiresAt = this.now() + expiresInMs;
    this.issued.set(text, appId === undefined ? { expiresAt } : { appId, expiresAt });
    return text;
  }

  /** From now on the token answers 42001. Throws on one that was never issued. */
  expire(token: string): void {
    this.issued.set(token, { ...this.known(token), expiresAt: -Infinity });
  }

  /** The token is good for so many milliseconds more at most; one that was revoked stays so. */
  endWithin(token: string, ms: number): void {
    const issued = this.issued.get(token);
    if (issued === undefined) return;
    this.issued.set(token, { ...issued, expiresAt: Math.min(issued.expiresAt, this.now() + ms) });
  }

  /** From now on the token answers 40014. Throws on one that was never issued. */
  revoke(token: string): void {
    this.known(token);
    this.issued.delete(token);
  }

  /** The account a token is bound to, whether or not it is still good; undefined without one. */
  appIdOf(token: string | undefined): string | undefined {
    return token === undefined ? undefined : this.issued.get(token)?.appId;
  }

  /** Refuses as the page's error table says: 41001 none, 40014 (or `unknown`), 42001 expired. */
  check(token: string | undefined, unknown = 40014): Grant {
    if (token === undefined || token === "") throw new Refusal(41001);
    const issued = this.issued.get(token);
    if (issued === undefined) throw new Refusal(unknown);
    if (this.now() >= issued.expiresAt) throw new Refusal(42001);
    return issued;
  }

  private known(token: string): IssuedToken {
    const issued = this.issued.get(token);
    if (issued === undefined) throw new Error(`token ${hashToken(token)} was not issued here`);
    return issued;
  }
}
