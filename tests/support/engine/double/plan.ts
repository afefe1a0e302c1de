import type { Props } from "../value";
import { unknown } from "../value";
import { hasDiff, ignoreChanges } from "./diff";
import type { Operation } from "./operation";
import type { DiffAnswer, ProviderClient } from "./provider-client";
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
  if (old.external)
    throw new Error(`The engine double does not play adopting what was only read (${next.urn})`);

  const { targets, replaced } = operation;
  if (replaced.includes(next.urn)) {
    return replacement(question, old, await check(question, {}, goal), replaceAnyway);
  }
  if (targets.length > 0 && !targets.includes(next.urn))
    return { op: "same", inputs: old.inputs, deleteBeforeReplace: false };

  const wanted = ignoreChanges(goal, old.inputs, registration.ignoreChanges);
  const inputs = await check(question, old.inputs, wanted);
  const answer = await question.client.diff(old, old, inputs, registration.ignoreChanges);
  const isDifferent = hasDiff(answer, old.inputs, inputs) || old.pendingReplacement;
  if (isDifferent && (answer.replaces.length > 0 || old.pendingReplacement)) {
    // What had been carried over from the old resource does not hold for a new one.
    return replacement(question, old, await check(question, {}, goal), answer);
  }
  const op = isDifferent || old.initErrors.length > 0 ? "update" : "same";
  return { op, inputs, deleteBeforeReplace: false };
}

const replaceAnyway: DiffAnswer = {
  hasChanges: true,
  replaces: ["id"],
  deleteBeforeReplace: false,
};

async function replacement(
  question: Question,
  old: ResourceState,
  inputs: Props,
  answer: DiffAnswer,
): Promise<Plan> {
  if (old.protect && question.next.protect)
    throw new Error(`${old.urn} is protected: it cannot be replaced`);
  const deleteBeforeReplace =
    question.registration.deleteBeforeReplace ?? answer.deleteBeforeReplace;
  if (deleteBeforeReplace) await refuseDependentReplacements(question, old);
  return { op: "replace", inputs, deleteBeforeReplace };
}

/** The engine would delete these dependents first; the double only makes sure that there are none. */
async function refuseDependentReplacements(question: Question, old: ResourceState): Promise<void> {
  const { operation, client } = question;
  for (const dependent of operation.journal.unsettled) {
    if (!dependent.custom || !requirements(dependent).includes(old.urn)) continue;
    const affected = Object.keys(dependent.propertyDependencies).filter((key) =>
      dependent.propertyDependencies[key]?.includes(old.urn),
    );
    const inputs = {
      ...dependent.inputs,
      ...Object.fromEntries(affected.map((key) => [key, unknown])),
    };
    const { replaces } = await client.diff(dependent, dependent, inputs, dependent.ignoreChanges);
    if (replaces.length > 0) {
      throw new Error(
        `The engine double does not play deleting ${dependent.urn} before ${old.urn} is replaced`,
      );
    }
  }
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
