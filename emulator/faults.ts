/** Which requests a fault is for; what is left out matches everything. */
export interface FaultMatch {
  readonly action?: "get" | "set";
  readonly env?: string;
  /** The token's account, else the one that owns the environment or that a token is asked for. */
  readonly appId?: string;
  /** The whole path, without the query. */
  readonly path?: string;
}

/**
 * What goes wrong. Effects combine, and happen in this order: `delayMs`, `before`, reset before,
 * handling, `after`, `replyDelayMs`, reset after or `hang`, the reply. The effects that stand in for
 * the real answer (`errcode`, `status`, `redirect`, `body`, `gzipBomb`, `hang`) leave the request
 * unhandled unless `apply` is true.
 */
export interface FaultEffects {
  /** Waits so many milliseconds before handling. */
  readonly delayMs?: number;
  /** Waits so many milliseconds between handling and reply. */
  readonly replyDelayMs?: number;
  /** Resets the connection (TCP RST) before anything is applied, or after it was and unanswered. */
  readonly reset?: "before" | "after";
  /** Announces the whole reply and ends the connection halfway through its body. */
  readonly truncate?: boolean;
  /** Replaces the reply's body, by whatever text. */
  readonly body?: string;
  /** Replaces the reply's content type, of a replaced body as well as of a real one. */
  readonly contentType?: string;
  /** Replaces the HTTP status; without `body` or `errcode` the body is that of a gateway's page. */
  readonly status?: number;
  /** Redirects to this address; 302 unless `status` says otherwise. */
  readonly redirect?: string;
  /** Answers with this error. */
  readonly errcode?: number;
  /** The error's words, verbatim; default: WeChat's for that errcode, and a rid. */
  readonly errmsg?: string;
  /** Handles the request although its answer is replaced. */
  readonly apply?: boolean;
  /** A set answers ok and is not applied. Concerns only sets. */
  readonly lose?: boolean;
  /** A get answers with the policy as it was before the environment's last write. Only gets. */
  readonly stale?: boolean;
  /** Answers with a gzip body that inflates to so many bytes (of blanks). */
  readonly gzipBomb?: number;
  /** Sends the reply's body so many bytes at a time, with a pause in milliseconds after each. */
  readonly drip?: { readonly bytes: number; readonly everyMs: number };
  /** Never answers; the connection stays open. */
  readonly hang?: boolean;
  /** Runs before handling, e.g. an edit in the console between a client's get and its set. */
  readonly before?: () => void | Promise<void>;
  /** Runs after handling and before the reply. */
  readonly after?: () => void | Promise<void>;
}

/** An entry of the fault script: whom it meets, when, and with which effects (at least one). */
export interface Fault extends FaultEffects {
  /** Default: every request except those to the control routes. */
  readonly on?: FaultMatch;
  /** Lets so many matching requests pass first; default 0. */
  readonly skip?: number;
  /** How many requests it meets; default 1, Infinity for all from then on. */
  readonly times?: number;
}

/** A fault that was added. */
export interface FaultHandle {
  /** How many requests it has met so far. */
  readonly fired: number;
  /** Takes it out of the script. */
  remove(): void;
}

/** The fault script: the first added fault that matches and is due meets a request, alone. */
export interface FaultScript {
  /** Adds a fault. Throws on an effect that does not exist and if there is none. */
  add(fault: Fault): FaultHandle;
  /** Takes all faults out. */
  clear(): void;
}

type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => typeof value === "number";
const isString: Check = (value) => typeof value === "string";
const isBoolean: Check = (value) => typeof value === "boolean";
const isFunction: Check = (value) => typeof value === "function";
const isObjectOf =
  (names: readonly string[], is: Check): Check =>
  (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).every(([name, each]) => names.includes(name) && is(each));

// A record over all keys: the compiler asks for a line here when an effect is added above.
const effectChecks: Readonly<Record<keyof FaultEffects, Check>> = {
  delayMs: isNumber,
  replyDelayMs: isNumber,
  reset: (value) => value === "before" || value === "after",
  truncate: isBoolean,
  body: isString,
  contentType: isString,
  status: isNumber,
  redirect: isString,
  errcode: isNumber,
  errmsg: isString,
  apply: isBoolean,
  lose: isBoolean,
  stale: isBoolean,
  gzipBomb: isNumber,
  drip: isObjectOf(["bytes", "everyMs"], isNumber),
  hang: isBoolean,
  before: isFunction,
  after: isFunction,
};

const checks: Readonly<Partial<Record<string, Check>>> = {
  on: isObjectOf(["action", "env", "appId", "path"], isString),
  skip: isNumber,
  times: isNumber,
  ...effectChecks,
};

/** Throws if a fault that came as JSON is not one: a typo must not pass as "no fault". */
function assertFault(fault: Fault): void {
  const given = Object.entries(fault);
  for (const [name, value] of given) {
    const is = checks[name];
    if (is === undefined) throw new Error(`a fault has no ${name}`);
    if (!is(value)) throw new Error(`a fault's ${name} has the wrong type`);
  }
  if (!given.some(([name]) => name in effectChecks)) throw new Error("a fault needs an effect");
}

interface Scripted {
  readonly fault: Fault;
  seen: number;
  fired: number;
}

/** What faults are matched against. */
export type FaultTarget = Partial<Readonly<Record<keyof FaultMatch, string>>>;

function matches(fault: Fault, target: FaultTarget): boolean {
  // These two say themselves which action they are about.
  if (fault.lose === true && target.action !== "set") return false;
  if (fault.stale === true && target.action !== "get") return false;
  return Object.entries(fault.on ?? {}).every(
    ([name, wanted]) => wanted === target[name as keyof FaultMatch],
  );
}

/** The effects of a fault in a word or two, for the journal: `reset:after`, `errcode:45009+apply`. */
export function nameFault(fault: FaultEffects): string {
  return Object.entries(fault)
    .filter(([name]) => name in effectChecks)
    .map(([name, value]: [string, unknown]) =>
      typeof value === "number" || name === "reset" ? `${name}:${String(value)}` : name,
    )
    .join("+");
}

/** The script and its bookkeeping. */
export class Faults implements FaultScript {
  private script: Scripted[] = [];

  add(fault: Fault): FaultHandle {
    assertFault(fault);
    const scripted: Scripted = { fault, seen: 0, fired: 0 };
    this.script.push(scripted);
    return {
      get fired() {
        return scripted.fired;
      },
      remove: () => {
        this.script = this.script.filter((each) => each !== scripted);
      },
    };
  }

  clear(): void {
    this.script = [];
  }

  /** The fault that meets a request. Every matching fault counts it, for its `skip`. */
  take(target: FaultTarget): Fault | undefined {
    const matching = this.script.filter(({ fault }) => matches(fault, target));
    for (const scripted of matching) scripted.seen += 1;
    const due = matching.find(
      ({ fault: { skip = 0, times = 1 }, seen, fired }) => seen > skip && fired < times,
    );
    if (due !== undefined) due.fired += 1;
    return due?.fault;
  }
}
