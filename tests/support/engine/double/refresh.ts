import type { Operation } from "./operation";
import type { Providers } from "./providers";
import { isProvider, type ResourceState } from "./resource-state";

/**
 * Reads every resource of the state, or those that `isMeant`, and puts what is really there in its place. A
 * read that fails changes nothing.
 */
export async function refreshAll(
  operation: Operation,
  providers: Providers,
  isMeant: (state: ResourceState) => boolean = () => true,
): Promise<void> {
  const { journal } = operation;
  const fresh = await Promise.all(
    journal.olds.map(async (old) => {
      if (!isMeant(old)) return old;
      try {
        return await refreshOne(old, operation, providers);
      } catch (error) {
        operation.fail(error, old.urn);
        return old;
      }
    }),
  );
  const kept = fresh.filter((state) => state !== undefined);
  const urns = new Set(kept.map(({ urn }) => urn));
  journal.olds = kept.map((state) => withoutMissing(state, urns));
  await journal.save();
}

async function refreshOne(
  old: ResourceState,
  operation: Operation,
  providers: Providers,
): Promise<ResourceState | undefined> {
  // The CLI names the outcome only where the step is the refresh itself.
  const named = (op: string) => (operation.job.verb === "refresh" ? op : "refresh");
  if (!old.custom || isProvider(old.type) || old.pendingReplacement) {
    operation.done(named("same"), false, old, old);
    return old;
  }
  const client = await providers.client(old.provider);
  const found = await client.read(old, old);
  if (!found) {
    operation.done(named("delete"), false, old, undefined);
    return undefined;
  }
  const next = {
    ...old,
    id: found.id,
    outputs: found.outputs,
    refreshBeforeUpdate: found.refreshBeforeUpdate,
    inputs: found.inputs ?? old.inputs,
    initErrors: [],
  };
  // Compared as an `up` of an unchanged program would compare it now.
  const { hasChanges } = await client.diff(next, next, old.inputs);
  operation.done(named(hasChanges ? "update" : "same"), false, old, next);
  return next;
}

/** Without the resources that are gone among its dependencies. */
function withoutMissing(state: ResourceState, urns: Set<string>): ResourceState {
  return { ...state, dependencies: state.dependencies.filter((urn) => urns.has(urn)) };
}
