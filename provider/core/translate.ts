import { ApiError, PolicyError, type Verb } from "./errors";
import type { PolicyState } from "./policy";
import { UnsettledError } from "./reconcile";

/** What the adapters get: one line, and what to store where a write was begun. */
export function translated(
  error: unknown,
  where: { id: string; verb: Verb },
  partial?: (known: UnsettledError["known"]) => PolicyState,
): unknown {
  if (error instanceof ApiError) return new PolicyError(where, error.problem);
  if (error instanceof UnsettledError) {
    return new PolicyError(where, error.problem, partial?.(error.known));
  }
  return error;
}
