import type { Props } from "../value";
import type { Operation } from "./operation";
import type { ProviderClient } from "./provider-client";
import type { Registration } from "./registration";
import { requirements, type ResourceState } from "./resource-state";

/** What a registered resource needs, and the inputs as the provider checked them. */
export interface Plan {
  op: "create" | "same" | "update" | "replace";
  inputs: Props;
  deleteBeforeReplace: boolean;
}

/** A registration next to what state knows of it. */
export interface Question {
  operation: Operation;
  client: ProviderClient;
  registration: Registration;
  old: ResourceState | undefined;
  next: ResourceState;
}

/** Asks the provider to check the inputs and to compare them with state. */
export async function diffAndCheck(question: Question): Promise<Plan> {
  const { operation, registration, old, next } = question;
  const goal = registration.properties;
  if (!old)
    return { op: "create", inputs: await check(question, {}, goal), deleteBeforeReplace: false };
  const { targets, replaced } = operation;
  if (replaced.includes(next.urn)) {
    return replacement(question, old, await check(question, {}, goal));
  }
  if (targets.length > 0 && !targets.includes(next.urn))
    return { op: "same", inputs: old.inputs, deleteBeforeReplace: false };

  const inputs = await check(question, old.inputs, goal);
  const answer = await question.client.diff(old, old, inputs);
  const isDifferent = answer.hasChanges || old.pendingReplacement;
  if (isDifferent && (answer.replaces.length > 0 || old.pendingReplacement)) {
    // What had been carried over from the old resource does not hold for a new one.
    return replacement(question, old, await check(question, {}, goal));
  }
  const op = isDifferent || old.initErrors.length > 0 ? "update" : "same";
  return { op, inputs, deleteBeforeReplace: false };
}

function replacement(question: Question, old: ResourceState, inputs: Props): Plan {
  const { deleteBeforeReplace } = question.registration;
  if (deleteBeforeReplace) refuseDependents(question, old);
  return { op: "replace", inputs, deleteBeforeReplace };
}

/** The engine would replace some of the dependents as well. */
function refuseDependents({ operation }: Question, old: ResourceState): void {
  const dependent = operation.journal.unsettled.find((each) =>
    requirements(each).includes(old.urn),
  );
  if (dependent)
    throw new Error(`The engine double does not play deleting ${old.urn} before ${dependent.urn}`);
}

async function check(
  { operation, client, next }: Question,
  olds: Props,
  news: Props,
): Promise<Props> {
  const { inputs, failures } = await client.check(next, olds, news);
  if (failures.length === 0) return inputs;
  const [last, ...others] = failures
    .map(({ property, reason }) => (property ? `${property}: ${reason}` : reason))
    .reverse();
  for (const failure of others.reverse()) operation.transcript.message("error", failure, next.urn);
  throw new Error(last);
}
