import type { Operation } from "./operation";
import { providerUrn, type ResourceState } from "./resource-state";

/** All that must exist as long as a resource does. */
const requirements = ({ parent, provider, dependencies }: ResourceState) => [
  parent,
  providerUrn(provider),
  ...dependencies,
];

/** Deletes old states, dependents first, and at the same time if they are independent. */
export async function deleteAll(condemned: ResourceState[], operation: Operation): Promise<void> {
  let rest = condemned;
  while (rest.length > 0 && !operation.hasFailed) {
    const needed = new Set(rest.flatMap(requirements));
    const level = rest.filter(({ urn }) => !needed.has(urn));
    rest = rest.filter(({ urn }) => needed.has(urn));
    if (level.length === 0) throw new Error("The state's dependencies form a circle");
    await Promise.all(level.map((old) => deleteOne(old, operation)));
  }
}

async function deleteOne(old: ResourceState, operation: Operation): Promise<void> {
  try {
    if (!old.pendingReplacement) {
      await callDelete(old, operation);
      operation.done(old.delete ? "delete-replaced" : "delete", !old.delete, old);
    }
    operation.journal.settle(old);
  } catch (error) {
    operation.fail(error, old.urn);
  } finally {
    await operation.journal.save();
  }
}

/** Calls the provider's delete; components and providers have none. */
export async function callDelete(
  old: ResourceState,
  { isPreview, providers, journal }: Operation,
): Promise<void> {
  if (isPreview || !old.provider) return;
  const client = await providers.client(old.provider);
  await journal.during("deleting", old, () => client.delete(old, old));
}
