import { type Outcome, type Place, type Scenario, type Step } from "./scenario";
import { type Props, secret } from "../support/engine/value";
import { soon } from "../support/soon";
import { type Driver, refusalOf } from "./driver";

/** Environments and an account that no other scenario has. */
export const placeOf = (index: number): Place => ({
  env: `env-${index}`,
  other: `other-${index}`,
  account: `wx${index}`,
});

/** Plays a scenario in environments of its own; answers with what each step led to. */
export async function replay(
  driver: Driver,
  { steps }: Scenario,
  index: number,
): Promise<Outcome[]> {
  const place = placeOf(index);
  for (const env of [place.env, place.other]) driver.emulator.addEnvironment(place.account, env);
  const outcomes: Outcome[] = [];
  let state: Props | undefined;
  for (const step of steps(place)) {
    const outcome = await play(driver, step, { place, state });
    state = outcome.state as Props | undefined;
    outcomes.push(outcome);
  }
  return outcomes;
}

async function play(
  driver: Driver,
  step: Step,
  { place, state }: { place: Place; state: Props | undefined },
): Promise<Outcome> {
  const { emulator } = driver;
  const { env } = place;
  if (step.console) emulator.editInConsole(env, step.console);
  if (step.console === null) emulator.removeEnvironment(env);
  emulator.clearJournal();
  const faults = (step.faults ?? []).map((fault) => emulator.faults.add(fault));
  const before = driver.warnings().length;

  const answer = await call(driver, step, { place, state }).catch((error: unknown) => {
    const { message, partial = state } = refusalOf(error);
    return { error: message.replace(/ \(rid .*\)/, ""), state: partial };
  });

  for (const fault of faults) fault.remove();
  // A process may still be about to print.
  const expected = before + (step.outcome.warnings?.length ?? 0);
  await soon(() => driver.warnings().length >= expected);
  const sent = emulator.requests().map(({ action }) => action);
  const live = emulator.environments().includes(env) ? emulator.policy(env) : undefined;
  return {
    state,
    ...answer,
    warnings: driver.warnings().slice(before),
    sent: sent.join(" "),
    ...(live && { remote: live.apiWhitelist, open: live.open }),
  };
}

async function call(
  driver: Driver,
  { verb, inputs: given = {}, secrets = [] }: Step,
  { place: { env }, state = {} }: { place: Place; state: Props | undefined },
): Promise<Outcome> {
  const marked = secrets.map((name) => [name, secret(given[name] ?? null)]);
  const inputs: Props = { env, ...given, ...(Object.fromEntries(marked) as Props) };
  const calls: Record<Step["verb"], () => Promise<Outcome | undefined>> = {
    check: async () => {
      const { failures, ...checked } = await driver.check(inputs);
      // A message of gRPC has its properties in an order of its own.
      failures.sort((one, two) => (one.property < two.property ? -1 : 1));
      return { ...checked, failures };
    },
    diff: async () => ({ diff: await driver.diff(state, inputs) }),
    create: async () => ({ state: await driver.create(inputs) }),
    read: () => driver.read(state),
    update: async () => ({ state: await driver.update(state, inputs) }),
    delete: () => driver.delete(state).then(() => undefined),
    import: () => driver.import(env),
  };
  return (await calls[verb]()) ?? { state: undefined };
}
