import type { Operation } from "./operation";
import type { ResourceState } from "./resource-state";

/** Reads resources of the state and stores what is really there. A read that fails changes nothing. */
export async function refresh(operation: Operation): Promise<void> {
  const { journal, job } = operation;
  const isMeant = (state: ResourceState) =>
    job.verb === "refresh" || job.refresh === true || state.refreshBeforeUpdate;
  const found = await Promise.all(
    journal.olds.map(async (old) => {
      try {
        return isMeant(old) ? await refreshOne(old, operation) : old;
      } catch (error) {
        operation.fail(error, old.urn);
        return old;
      }
    }),
  );
  journal.olds = found.filter((state) => state !== undefined);
  const urns = new Set(journal.olds.map(({ urn }) => urn));
  for (const state of journal.olds)
    state.dependencies = state.dependencies.filter((urn) => urns.has(urn));
  await journal.save();
}

async function refreshOne(old: ResourceState, operation: Operation) {
  // The CLI names the outcome only if the step is the refresh itself.
  const done = (op: string, next?: ResourceState) =>
    operation.done(operation.job.verb === "refresh" ? op : "refresh", false, old, next);
  if (!old.provider || old.pendingReplacement) {
    done("same", old);
    return old;
  }
  const client = await operation.providers.client(old.provider);
  const found = await client.read(old, old);
  if (!found) {
    done("delete");
    return undefined;
  }
  const next = { ...old, ...found, inputs: found.inputs ?? old.inputs, initErrors: [] };
  // Compared as an `up` of an unchanged program would compare it now.
  const { hasChanges } = await client.diff(next, next, old.inputs);
  done(hasChanges ? "update" : "same", next);
  return next;
}
