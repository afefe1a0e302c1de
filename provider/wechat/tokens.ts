import { ApiError, type Problem } from "../core/errors";
import type { Deadline } from "../core/timing";
import { Pauses } from "./pauses";
import type { Redactor } from "./redact";
import { SingleFlight } from "./single-flight";
import { requireToken } from "./token-shape";
import type { TokenSource } from "./token-source";

/** WeChat's ways to say that this token is dead; 41001 would be our own fault. */
const DEAD_TOKEN = [40001, 40014, 42001];

/** Whether it is the token that WeChat refuses, so that another one may serve. */
export function isDeadToken({ errcode }: Problem): boolean {
  return DEAD_TOKEN.includes(errcode ?? 0);
}

/** The process' tokens: kept by account, each asked for once at a time. */
export class Tokens {
  /** Which accounts' requests wait. */
  readonly pauses = new Pauses();
  private readonly kept = new Map<string, { token: string; until: number }>();
  private readonly asking = new SingleFlight<{ token: string; refused: string | undefined }>();

  constructor(
    private readonly source: Omit<TokenSource, "isSingleAccount">,
    private readonly redactor: Redactor,
  ) {}

  /** The account's token. `refused` is one that WeChat no longer takes. Rejects with ApiError. */
  async get(account: string, deadline: Deadline, refused?: string): Promise<string> {
    for (;;) {
      const kept = this.kept.get(account);
      const isGood =
        kept !== undefined && kept.token !== refused && kept.until > deadline.clock.now();
      if (isGood) return kept.token;
      const given = await this.asking.run(account, deadline, async () => ({
        token: await this.fetch(account, deadline, refused),
        refused,
      }));
      // Who asked before the refusal was known may be given the very token that is refused.
      if (given.token !== refused || given.refused === refused) return given.token;
    }
  }

  /**
   * Another token after WeChat refused this one, or undefined if the refusal is not about the
   * token. Rejects if the source has no other.
   */
  async renew(
    account: string,
    refused: { token: string; problem: Problem },
    deadline: Deadline,
  ): Promise<string | undefined> {
    const { token, problem } = refused;
    if (!isDeadToken(problem)) return undefined;
    const next = await this.get(account, deadline, token);
    if (next !== token) return next;
    this.kept.delete(account);
    const remedy = `${this.source.name} still gives the token that WeChat refuses. ${this.source.remedy}`;
    throw new ApiError({ ...problem, remedy });
  }

  private async fetch(account: string, deadline: Deadline, refused?: string): Promise<string> {
    const { token: given, ttlMs } = await this.source.fetch(account, deadline, refused);
    const token = requireToken(given, this.source.name);
    this.redactor.learn(token);
    this.kept.set(account, { token, until: deadline.clock.now() + ttlMs });
    return token;
  }
}
