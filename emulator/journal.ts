import type { Change } from "./accounts";

/** A request as it arrived. It appears once received in full; what is answered is filled in later. */
export interface RequestEntry {
  /** Milliseconds of the emulator's clock. */
  readonly at: number;
  readonly kind: "request";
  /** Counts the emulator's requests from 1. */
  readonly id: number;
  readonly method: string;
  /** Without the query, which carries the token. */
  readonly path: string;
  /** As in the body, if it has the type that the page asks for; likewise the next four. */
  readonly action?: string;
  readonly env?: string;
  readonly version?: number;
  readonly open?: boolean;
  readonly apiWhitelist?: readonly string[];
  /** The account that api_authorizer_token is asked for, as in the body. */
  readonly authorizerAppId?: string;
  /** The token's account, else the one that owns the environment or that a token is asked for. */
  readonly appId?: string;
  /** The first eight hex digits of the token's SHA-256; the token itself is never recorded. */
  readonly tokenHash?: string;
  /** The HTTP status; absent while unanswered, and for good after a reset or a hang. */
  readonly status?: number;
  /** The errcode in the answer; absent if it has none, as when a token endpoint says ok. */
  readonly errcode?: number;
  /** The effects of the fault that met the request, e.g. `reset:after`. */
  readonly fault?: string;
}

/** A set that was applied, whatever its caller was told. */
export interface ApplyEntry extends Change {
  readonly at: number;
  readonly kind: "apply";
  /** The id of the request that did it. */
  readonly id: number;
}

/** An edit in the web console, which asks for no version. */
export interface ConsoleEntry extends Change {
  readonly at: number;
  readonly kind: "console";
}

/** Whatever happened, in order. Entries are plain objects that serialize as JSON. */
export type JournalEntry = RequestEntry | ApplyEntry | ConsoleEntry;

/** What is recorded of a request on arrival. */
export type ArrivedRequest = Omit<RequestEntry, "at" | "kind" | "status" | "errcode">;

/** The record of an emulator. `onEntry` hears of a request when the emulator is done with it. */
export class Journal {
  readonly entries: JournalEntry[] = [];

  constructor(
    private readonly now: () => number,
    private readonly onEntry: (entry: JournalEntry) => void,
  ) {}

  arrived(request: ArrivedRequest): RequestEntry {
    const entry: RequestEntry = { at: this.now(), kind: "request", ...request };
    this.entries.push(entry);
    return entry;
  }

  /** Completes an entry in place, so that whoever holds it sees the answer. */
  answered(entry: RequestEntry, answer: Pick<RequestEntry, "status" | "errcode">): void {
    Object.assign(entry, answer);
  }

  done(entry: RequestEntry): void {
    this.onEntry(entry);
  }

  applied(id: number, change: Change): void {
    this.add({ at: this.now(), kind: "apply", id, ...change });
  }

  edited(change: Change): void {
    this.add({ at: this.now(), kind: "console", ...change });
  }

  clear(): void {
    this.entries.length = 0;
  }

  private add(entry: JournalEntry): void {
    this.entries.push(entry);
    this.onEntry(entry);
  }
}
