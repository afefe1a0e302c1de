import type * as fc from "fast-check";
import type { PolicyInputs, PolicyState } from "../../provider/core/policy";
import { inputsOf, normalizeWhitelist } from "../../provider/core/policy";
import { isLagging, operate, type Outcome } from "./model-operation";
import { type Content, wantedByDelete } from "./model-oracle";
import type { Armed, Slot, World } from "./model-world";

/** What a program may declare beside `env`. */
export type Declared = Omit<PolicyInputs, "env" | "authorizerAppId">;
export type Command = fc.AsyncCommand<World, World>;

/** A command that prints itself as a test's source would. */
function command<Args extends unknown[]>(
  name: string,
  run: (world: World, ...args: Args) => Promise<void> | void,
  check: (world: Readonly<World>, ...args: Args) => boolean = () => true,
) {
  return (...args: Args): Command => ({
    check: (world) => check(world, ...args),
    run: async (world) => run(world, ...args),
    toString: () => `${name}(${args.map((each) => JSON.stringify(each)).join(", ")})`,
  });
}

const deletes = (state: PolicyState) => async (life: World["life"]) => {
  await life.delete(state);
  return undefined;
};
const isManaged = ({ slots }: Readonly<World>, env: string) => slots[env]?.state !== undefined;

/** `pulumi up` of one resource: create or update. A killed process stores nothing of the result. */
export const up = command(
  "up",
  async (world: World, env: string, declared: Declared, isKilled?: boolean) => {
    const slot = world.slot(env);
    const inputs = checked(world, { env, ...declared });
    if (!inputs) return;
    const { state } = slot;
    if (state) expectDiff(world, state, inputs);
    if (state && isEqual(inputsOf(state), inputs) && !slot.isUnsettled) return;
    const outcome = state ? await update(world, state, inputs) : await create(world, inputs);
    if (isKilled === true) {
      world.restart();
      return;
    }
    store(slot, outcome);
    if (!outcome.state) return;
    // After a success the next plan is empty, and a refresh finds no drift.
    const { life, emulator } = world;
    expect(life.diff(outcome.state, { ...inputs })).toEqual({ changed: [], replaces: [] });
    const isSent = emulator.requests().length > 0;
    if (isSent && !outcome.isStale) expect(await life.read(outcome.state)).toEqual(outcome.state);
  },
);

function store(slot: Slot, { state, error }: Outcome): void {
  const stored = state ?? error?.partial;
  slot.isUnsettled = error !== undefined && (slot.isUnsettled || stored !== undefined);
  if (stored) slot.state = stored;
}

/** `pulumi refresh`, in a process of its own. */
export const refresh = command(
  "refresh",
  async (world: World, env: string) => {
    world.restart();
    const slot = world.slot(env);
    const state = slot.state as PolicyState;
    const outcome = await operate(world, { env, base: state, run: (life) => life.read(state) });
    world.restart();
    if (outcome.error) return;
    // Never "gone", and nothing but the live policy is new.
    const { open, apiWhitelist, version } = outcome.state ?? state;
    const { unverified: _, ...known } = state;
    expect(outcome.state).toEqual({ ...known, open, apiWhitelist, version });
    Object.assign(slot, { state: outcome.state, isUnsettled: false });
  },
  isManaged,
);

/** `pulumi destroy`, in a process of its own. */
export const destroy = command(
  "destroy",
  async (world: World, env: string, isKilled: boolean) => {
    world.restart();
    const state = world.slot(env).state as PolicyState;
    const wanted = wantedByDelete(state, world.live(env));
    const isOverwrite = state.onConflict === "overwrite";
    const change = { base: state, wanted, isOverwrite, isSilent: wanted === undefined };
    const { error } = await operate(world, { env, ...change, run: deletes(state) });
    world.restart();
    if (!isKilled && !error) world.slots[env] = { isUnsettled: false };
  },
  isManaged,
);

/** The resource gets another name in the program: it is created anew, then the old one is deleted. */
export const rename = command(
  "rename",
  async (world: World, env: string, declared: Declared) => {
    world.restart();
    const old = world.slot(env).state as PolicyState;
    const inputs = checked(world, { env, ...declared });
    if (!inputs) return;
    const { state } = await create(world, inputs);
    if (!state) return;
    showOpen(world, old);
    const deletion = { env, base: old, isSilent: true, run: deletes(old) };
    const deleted = await operate(world, deletion);
    expect(deleted.error).toBeUndefined();
    world.slots[env] = { state, isUnsettled: false };
  },
  isManaged,
);

/** Somebody edits in the web console. */
export const editInConsole = command(
  "editInConsole",
  (world: World, env: string, content: Partial<Content>) =>
    world.emulator.editInConsole(env, content),
);

const isLaggingLong = (armed: Armed) =>
  armed.kind === "fault" && armed.isLasting && isLagging(armed);

/** Something will go wrong, or happen elsewhere, during the next operation. */
export const arm = command(
  "arm",
  (world: World, armed: Armed) => void world.armed.push(armed),
  ({ armed: before, setup }, armed) => {
    // If WeChat silently ignores a set while somebody writes the very same, the process must take a
    // wrong reading of `version` for proven, and its later writes report that they change nothing.
    const isRaceable = !(setup.rule === "next" && setup.stale === "ignore");
    if (armed.kind === "edit" && !isRaceable) return false;
    const all = [...before, armed];
    // What else goes wrong beside a foreign edit could make of it an edit nobody can see. And two reads
    // that lag behind a lost reply or a foreign edit make the provider take its refusal for one of the
    // other reading of `version`: a limit of `auto`, not of this model.
    const isOfFaults = all.every(({ kind }) => kind === "fault");
    const isVisible = all.filter(isLagging).length < 2 && !all.some(isLaggingLong);
    return before.length === 0 || (isOfFaults && isVisible);
  },
);

/** The token changes between two operations; it `dies`: the source has no other. */
export const token = command("token", (world: World, event: "rolls" | "dies") =>
  event === "rolls" ? world.rollToken() : world.killToken(),
);

/** The process ends between two operations, and another one begins. */
export const crash = command("crash", (world: World) => world.restart());

/** The process sees how the switch was before the stack began to manage it. */
function showOpen(world: World, { managesOpen, original }: PolicyState): void {
  if (managesOpen && original) world.originalOpen ??= original.open;
}

/** What check returns; undefined if a sibling of this process asks for the other `open`. */
function checked(world: World, raw: PolicyInputs): PolicyInputs | undefined {
  const { inputs, failures } = world.life.check({ ...raw });
  if (raw.open === undefined) world.claims.delete(raw.env);
  else world.claims.set(raw.env, raw.open);
  const isRefused = raw.open !== undefined && new Set(world.claims.values()).size > 1;
  expect(failures.map(({ property }) => property)).toEqual(isRefused ? ["open"] : []);
  if (isRefused) world.restart();
  return isRefused ? undefined : (inputs as unknown as PolicyInputs);
}

async function create(world: World, inputs: PolicyInputs): Promise<Outcome> {
  const outcome = await operate(world, {
    env: inputs.env,
    wanted: policyOf(inputs),
    isOverwrite: inputs.onConflict === "overwrite",
    run: async (life) => (await life.create({ ...inputs })).state,
  });
  const { state, error, isQuiet, before } = outcome;
  const stored = state ?? error?.partial;
  if (stored && isQuiet) expect(stored.original?.apiWhitelist).toEqual(before.apiWhitelist);
  if (stored) expectOriginalOpen(world, stored, outcome);
  return outcome;
}

async function update(world: World, base: PolicyState, inputs: PolicyInputs): Promise<Outcome> {
  const stored = inputsOf(base);
  const isSettings = !isEqual(stored, inputs) && isEqual(policyOf(stored), policyOf(inputs));
  const outcome = await operate(world, {
    env: inputs.env,
    base,
    wanted: policyOf(inputs),
    isOverwrite: inputs.onConflict === "overwrite",
    isSilent: isSettings && !base.unverified,
    run: (life) => life.update(base, { ...inputs }),
  });
  const next = outcome.state ?? outcome.error?.partial;
  if (!next) return outcome;
  // What create found is captured once, but for a switch that was not managed.
  expect(next.original?.apiWhitelist).toEqual(base.original?.apiWhitelist);
  if (base.managesOpen || !next.managesOpen) expect(next.original).toEqual(base.original);
  else expectOriginalOpen(world, next, outcome);
  return outcome;
}

function expectDiff(world: World, base: PolicyState, inputs: PolicyInputs): void {
  const { changed } = world.life.diff(base, { ...inputs });
  expect(changed.length > 0).toBe(!isEqual(inputsOf(base), inputs));
  showOpen(world, base);
}

/** The switch to restore is the one before the first resource of the stack began to manage it. */
function expectOriginalOpen(world: World, next: PolicyState, { isQuiet, before }: Outcome): void {
  if (!next.original) return;
  const found = isQuiet ? before.open : undefined;
  const expected = next.managesOpen ? (world.originalOpen ?? found) : found;
  if (expected !== undefined) expect(next.original.open).toBe(expected);
  if (next.managesOpen) world.originalOpen ??= next.original.open;
}

const policyOf = ({ apiWhitelist, open }: PolicyInputs) => ({
  apiWhitelist,
  ...(open !== undefined && { open }),
});

/** Whether both mean the same; the order of a whitelist means nothing. */
function isEqual(a: Declared, b: Declared): boolean {
  const form = ({ apiWhitelist, restoreTo, open, onConflict, onDelete }: Declared) => {
    const lists = [normalizeWhitelist(apiWhitelist), restoreTo && normalizeWhitelist(restoreTo)];
    return JSON.stringify([...lists, open, onConflict, onDelete]);
  };
  return form(a) === form(b);
}
