import { named, quote } from "./quote";
import type { CheckFailure } from "./validation";

/** One resource of the program, as check was called for it. */
export interface Declaration {
  env: string;
  /** The account's key; absent while it is not known yet. "" may be any account. */
  account?: string;
  /** The `open` that it asks for. */
  open?: boolean;
  /** Which resource it is; absent if the adapter is not told. */
  resource?: DeclaredResource;
}

/** A resource as the engine names it. */
export interface DeclaredResource {
  urn: string;
  name: string;
}

/** The other provider processes of the same engine: each provider of a program has one of its own. */
export interface OtherProcesses {
  /** Tells them something of an environment: its id alone says that this process declares it. */
  tell(key: string, resource?: DeclaredResource): void;
  /** What one of them has told. */
  find(key: string): { resource?: DeclaredResource } | undefined;
}

/** An id has no such sign. */
const putBackKey = (env: string) => `!${env}`;

/**
 * What the program of this process declares: the one thing that check leaves behind for other verbs
 * and for the checks of other resources.
 */
export class Declarations {
  private readonly byEnv = new Map<string, Declaration>();

  constructor(private readonly others?: OtherProcesses) {}

  /** Whether check was called for a resource of this environment, here or in another process. */
  has(env: string): boolean {
    return this.byEnv.has(env) || this.others?.find(env) !== undefined;
  }

  /** Tells the other processes that a delete puts back what was there at first, unless one of them declares it. */
  tellPutBack(env: string): void {
    this.others?.tell(putBackKey(env));
  }

  /** Whether a delete of another process may have put back what was there at first. */
  isPutBackElsewhere(env: string): boolean {
    return this.others?.find(putBackKey(env)) !== undefined;
  }

  /** Another resource that asks for a certain `open` of what may be the same account. */
  otherThatAsksForOpen(env: string, account: string): Declaration | undefined {
    return [...this.byEnv.values()].find(
      (other) => other.env !== env && other.open !== undefined && mayBeSame(other.account, account),
    );
  }

  /** Records a resource; names what cannot be beside what is declared already. */
  declare(declaration: Declaration, singleAccountSource: string | undefined): CheckFailure[] {
    const { env, resource } = declaration;
    // Told first: of two processes that do this at once, one sees the other.
    this.others?.tell(env, resource);
    const same = this.byEnv.get(env)?.resource ?? this.others?.find(env)?.resource;
    if (resource && same && same.urn !== resource.urn) return [duplicate(resource, same)];
    this.byEnv.set(env, declaration);
    return [
      ...this.oppositeOpen(declaration),
      ...this.otherAccount(declaration, singleAccountSource),
    ];
  }

  private oppositeOpen({ env, account, open }: Declaration): CheckFailure[] {
    if (open === undefined || account === undefined) return [];
    const opposite = [...this.byEnv.values()].find(
      (other) => other.open === !open && mayBeSame(other.account, account),
    );
    if (!opposite) return [];
    const reason =
      `is one switch for the whole account: ${quote(env)} and ${quote(opposite.env)} ask for different values. ` +
      "Give both the same value, or leave it out of one of them";
    return [{ property: "open", reason }];
  }

  /** Says the same whichever of the two is checked first, and of no property: one of them gives none. */
  private otherAccount(declaration: Declaration, source: string | undefined): CheckFailure[] {
    const { account } = declaration;
    if (source === undefined || account === undefined) return [];
    const isOther = (each: Declaration) => each.account !== undefined && each.account !== account;
    const other = [...this.byEnv.values()].find(isOther);
    if (!other) return [];
    const both = [declaration, other].map(withAccount).sort();
    const reason =
      `${both.join(" and ")}, but ${source} is a token of one account. Give both the same authorizerAppId or ` +
      "none, or use accessTokenCommand, which is asked for each account, or the platform's credentials";
    return [{ property: "", reason }];
  }
}

function withAccount({ env, resource, account }: Declaration): string {
  const whose = account ? `is of account ${named(account)}` : "names no authorizerAppId";
  return `${quote(resource?.name ?? env)} ${whose}`;
}

function mayBeSame(a: string | undefined, b: string): boolean {
  return a !== undefined && (a === b || a === "" || b === "");
}

function duplicate(second: DeclaredResource, first: DeclaredResource): CheckFailure {
  const [a, b] = second.name === first.name ? [first.urn, second.urn] : [first.name, second.name];
  const reason =
    `is the environment of two resources, ${quote(a)} and ${quote(b)}. ` +
    "Keep one CloudAccessTokenPolicy for each environment";
  return { property: "env", reason };
}
