import { ApiError, type Problem } from "../core/errors";
import type { Deadline } from "../core/timing";
import type { Redactor } from "./redact";
import type { TokenSource } from "./token-source";

/** WeChat's ways to say that this token is dead; 41001 would be our own fault. */
const DEAD_TOKEN = [40001, 40014, 42001];

/** The process' tokens: kept by account, each asked for once at a time. */
export class Tokens {
  private readonly kept = new Map<string, string>();
  private readonly underWay = new Map<string, Promise<string>>();

  constructor(
    private readonly source: TokenSource,
    private readonly redactor: Redactor,
  ) {}

  /** The account's token. Rejects with ApiError. */
  async get(account: string, deadline: Deadline): Promise<string> {
    return this.kept.get(account) ?? (await this.ask(account, deadline));
  }

  /**
   * Another token after WeChat refused this one, or undefined where the refusal is not about the
   * token. Rejects where the source has no other.
   */
  async renew(
    account: string,
    refused: { token: string; problem: Problem },
    deadline: Deadline,
  ): Promise<string | undefined> {
    const { token, problem } = refused;
    if (!DEAD_TOKEN.includes(problem.errcode ?? 0)) return undefined;
    if (this.kept.get(account) === token) this.kept.delete(account);
    const next = await this.get(account, deadline);
    if (next !== token) return next;
    this.kept.delete(account);
    const remedy = `${this.source.name} gave the same token when asked again. ${this.source.remedy}`;
    throw new ApiError({ ...problem, remedy });
  }

  private ask(account: string, deadline: Deadline): Promise<string> {
    const running = this.underWay.get(account);
    if (running) return running;
    const asked = this.fetch(account, deadline).finally(() => this.underWay.delete(account));
    this.underWay.set(account, asked);
    return asked;
  }

  private async fetch(account: string, deadline: Deadline): Promise<string> {
    const token = await this.source.fetch(account, deadline);
    if (!/^[\u0021-\u007e]+$/.test(token)) {
      throw new ApiError({
        failure: "auth",
        summary: `${this.source.name} gave ${token === "" ? "nothing" : "something that cannot be a token: it has white space or other characters in it"}`,
        remedy: "It must give the token and nothing else",
      });
    }
    this.redactor.learn(token);
    if (this.source.isCached) this.kept.set(account, token);
    return token;
  }
}
