import type { Operation } from "./operation";
import type { Providers } from "./providers";
import { isProvider, requirements, stackType, type ResourceState } from "./resource-state";

/** Deletes old states, dependents first; what may go at the same time goes at the same time. */
export async function deleteAll(
  condemned: ResourceState[],
  operation: Operation,
  providers: Providers,
): Promise<void> {
  const rest = new Set(condemned);
  while (rest.size > 0) {
    const needed = new Set([...rest].flatMap(requirements));
    // A replaced resource shares its URN with the new one that is needed; its own dependents are condemned with it.
    const level = [...rest].filter(({ urn }) => !needed.has(urn));
    for (const state of level) rest.delete(state);
    await Promise.all(level.map((old) => deleteOne(old, operation, providers)));
    if (operation.hasFailed) return;
    if (level.length === 0) throw new Error("The state's dependencies form a circle");
  }
}

async function deleteOne(
  old: ResourceState,
  operation: Operation,
  providers: Providers,
): Promise<void> {
  const { journal } = operation;
  try {
    if (!old.pendingReplacement) await callDelete(old, operation, providers);
    journal.settle(old);
    if (old.pendingReplacement) return;
    operation.done(old.delete ? "delete-replaced" : "delete", !old.delete, old, undefined);
  } catch (error) {
    operation.fail(error, old.urn);
  } finally {
    await journal.save();
  }
}

/** Asks the provider to delete a resource of its own. */
export async function callDelete(
  old: ResourceState,
  operation: Operation,
  providers: Providers,
): Promise<void> {
  const isOwned = old.custom && !isProvider(old.type) && old.type !== stackType;
  if (operation.isPreview || !isOwned) return;
  const client = await providers.client(old.provider);
  await operation.journal.during("deleting", old, () => client.delete(old, old));
}
