import { Mutex } from "async-mutex";
import type { Observation, Policy, PolicyState } from "./policy";

/** Stands for a resource whose state tells it from no other; no state's fingerprint. */
const SOME_RESOURCE = "some resource";

/**
 * What the process knows of one environment: which resource stands for its policy. By the
 * environment's id alone, which no two accounts share: a resource that begins to name its account
 * still means the same policy.
 */
export class Environment {
  private readonly mutex = new Mutex();
  /** The state, as a fingerprint, of the resource that is to stand for the policy. */
  private owner?: string;
  /** Whether it does already. */
  private isHeld = false;
  /** The states, as fingerprints, of resources that the program keeps as they are or updates. */
  private readonly kept = new Set<string>();

  /** What a resource of the stack found here at first: whoever takes its place puts back the same. */
  original?: Policy;
  /** The state of the resource that stands here: what whoever takes its place may write over. */
  compared?: PolicyState;

  /** Runs one operation after the other. First come, first served. */
  run<T>(operation: () => Promise<T>): Promise<T> {
    return this.mutex.runExclusive(operation);
  }

  /** Says that the program has a resource with this state, which it keeps or updates. */
  keep(state: PolicyState): void {
    this.kept.add(fingerprint(state));
  }

  /** Says that it is the same resource whose state was `before` and is another now. */
  follow(before: PolicyState, state: PolicyState): void {
    const [old, own] = [fingerprint(before), fingerprint(state)];
    if (this.kept.delete(old)) this.kept.add(own);
    if (this.owner === old) this.owner = own;
  }

  /** Says that a resource is about to stand for the policy: from now on no other may delete it. */
  reserve(): void {
    this.owner = SOME_RESOURCE;
  }

  /** Records that a resource was created here: `found` is what was there before. */
  created(state: PolicyState, found: Observation): void {
    // A written policy has a version of its own, so an equal state means the same resource. An
    // adopted one may look exactly like the state of a resource that is about to go.
    const isWritten = found.version !== state.version;
    this.owner = isWritten ? fingerprint(state) : SOME_RESOURCE;
    this.isHeld = true;
  }

  /** Records that a resource was updated here. */
  updated(before: PolicyState, state: PolicyState): void {
    this.follow(before, state);
    this.owner = fingerprint(state);
    this.isHeld = true;
  }

  /** Whether a resource of this process wrote or adopted the policy. */
  isEstablished(): boolean {
    return this.isHeld;
  }

  /** Says that a resource is gone: what it left is the next one's to put back. */
  leave(state: PolicyState): void {
    this.kept.delete(fingerprint(state));
  }

  /** Whether a resource other than the one of this state stands for the policy. */
  isTakenOver(state: PolicyState): boolean {
    const own = fingerprint(state);
    if (this.owner !== undefined) return this.owner !== own;
    return [...this.kept].some((kept) => kept !== own);
  }

  /** Whether it is certain that a second resource of the program stands for the policy as well. */
  hasRival(state: PolicyState): boolean {
    const others = new Set([...this.kept, this.owner ?? SOME_RESOURCE]);
    others.delete(SOME_RESOURCE);
    others.delete(fingerprint(state));
    return others.size > 0;
  }

  /** Forgets who stood for the policy, and what it was where that is written over. */
  release({ isWritten }: { isWritten: boolean }): void {
    delete this.owner;
    if (isWritten) delete this.compared;
    this.kept.clear();
    this.isHeld = false;
  }
}

/** The same for the same content, in whatever order its keys stand. */
function fingerprint(state: PolicyState): string {
  return JSON.stringify(state, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
