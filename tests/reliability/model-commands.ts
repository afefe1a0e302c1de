import type * as fc from "fast-check";
import {
  inputsOf,
  normalizeWhitelist,
  type PolicyInputs,
  type PolicyState,
} from "../../provider/core/policy";
import { type Model, operate, type Outcome, type Slot } from "./model-operation";
import { type Content, isSame, wantedByDelete } from "./model-oracle";
import type { ModelWorld } from "./model-world";

/** What a program may declare; `env` is said apart. */
export type Declared = Omit<PolicyInputs, "env" | "authorizerAppId">;

/** A command that prints itself as a test's source would. */
export abstract class Base implements fc.AsyncCommand<Model, ModelWorld> {
  check(_model: Readonly<Model>): boolean {
    return true;
  }

  abstract run(model: Model, world: ModelWorld): Promise<void>;

  toString(): string {
    return `new ${this.constructor.name}(${Object.values(this)
      .map((value) => JSON.stringify(value))
      .join(", ")})`;
  }
}

/** `pulumi up` of one resource: create or update, whichever it is now. */
export class Up extends Base {
  constructor(
    readonly env: string,
    readonly declared: Declared,
    /** Whether the process is killed at the end, so that state never hears of the result. */
    readonly isKilled = false,
  ) {
    super();
  }

  async run(model: Model, world: ModelWorld): Promise<void> {
    const slot = slotOf(model, this.env);
    const inputs = checked(model, world, { env: this.env, ...this.declared });
    if (!inputs) return;
    const outcome = slot.state
      ? await update(model, world, { slot, inputs })
      : await create(model, world, inputs);
    if (!outcome) return;
    if (this.isKilled) {
      restart(model, world);
      return;
    }
    const stored = outcome.state ?? outcome.error?.partial;
    slot.isUnsettled = outcome.error !== undefined && (slot.isUnsettled || stored !== undefined);
    if (stored) slot.state = stored;
    if (outcome.state) await expectSettled(world, { slot, inputs, outcome });
  }
}

/** `pulumi refresh`, in a process of its own. */
export class Refresh extends Base {
  constructor(readonly env: string) {
    super();
  }

  override check(model: Readonly<Model>): boolean {
    return slotOf(model, this.env).state !== undefined;
  }

  async run(model: Model, world: ModelWorld): Promise<void> {
    restart(model, world);
    const slot = slotOf(model, this.env);
    const { state } = slot;
    if (!state) return;
    const outcome = await operate(model, world, {
      env: this.env,
      base: state,
      isOverwrite: false,
      isSilent: false,
      run: (life) => life.read(state),
    });
    restart(model, world);
    if (outcome.error) return;
    // Never "gone", and nothing but the live policy is new.
    const { open, apiWhitelist, version } = outcome.state ?? state;
    const { unverified: _, ...known } = state;
    expect(outcome.state).toEqual({ ...known, open, apiWhitelist, version });
    slot.state = outcome.state;
    slot.isUnsettled = false;
  }
}

/** `pulumi destroy`, in a process of its own. */
export class Destroy extends Base {
  constructor(
    readonly env: string,
    readonly isKilled = false,
  ) {
    super();
  }

  override check(model: Readonly<Model>): boolean {
    return slotOf(model, this.env).state !== undefined;
  }

  async run(model: Model, world: ModelWorld): Promise<void> {
    restart(model, world);
    const { state } = slotOf(model, this.env);
    if (!state) return;
    const wanted = wantedByDelete(state, model.live[this.env] as Content);
    const { error } = await operate(model, world, {
      env: this.env,
      base: state,
      wanted,
      isSilent: wanted === undefined,
      isOverwrite: state.onConflict === "overwrite",
      run: (life) => life.delete(state).then(() => undefined),
    });
    restart(model, world);
    if (!this.isKilled && !error) model.slots[this.env] = { isUnsettled: false };
  }
}

/** The resource gets another name in the program: created anew, and then the old one is deleted. */
export class Rename extends Base {
  constructor(
    readonly env: string,
    readonly declared: Declared,
  ) {
    super();
  }

  override check(model: Readonly<Model>): boolean {
    return slotOf(model, this.env).state !== undefined;
  }

  async run(model: Model, world: ModelWorld): Promise<void> {
    restart(model, world);
    const { state: old } = slotOf(model, this.env);
    const inputs = checked(model, world, { env: this.env, ...this.declared });
    if (!old || !inputs) return;
    const { state } = await create(model, world, inputs);
    if (!state) return;
    shown(model, old);
    const deleted = await operate(model, world, {
      env: this.env,
      base: old,
      isOverwrite: false,
      isSilent: true,
      run: (life) => life.delete(old).then(() => undefined),
    });
    expect(deleted.error).toBeUndefined();
    model.slots[this.env] = { state, isUnsettled: false };
  }
}

function slotOf(model: Readonly<Model>, env: string): Slot {
  return model.slots[env] as Slot;
}

/** What the process is shown of how the switch was before the stack began to manage it. */
function shown(model: Model, { managesOpen, original }: PolicyState): void {
  if (managesOpen && original) model.originalOpen ??= original.open;
}

/** The process ends, with what it remembered, and another one begins. */
export function restart(model: Model, world: ModelWorld): void {
  world.restart();
  model.claims.clear();
  delete model.originalOpen;
}

/** What check makes of it; undefined where a sibling of this process asks for the other `open`. */
function checked(model: Model, world: ModelWorld, raw: PolicyInputs): PolicyInputs | undefined {
  const { inputs, failures } = world.life.check({ ...raw });
  if (raw.open === undefined) model.claims.delete(raw.env);
  else model.claims.set(raw.env, raw.open);
  const isRefused = raw.open !== undefined && new Set(model.claims.values()).size > 1;
  expect(failures.map(({ property }) => property)).toEqual(isRefused ? ["open"] : []);
  if (isRefused) restart(model, world);
  return isRefused ? undefined : (inputs as unknown as PolicyInputs);
}

async function create(model: Model, world: ModelWorld, inputs: PolicyInputs): Promise<Outcome> {
  const found = model.live[inputs.env];
  const outcome = await operate(model, world, {
    env: inputs.env,
    base: undefined,
    wanted: wantedBy(inputs),
    isOverwrite: inputs.onConflict === "overwrite",
    isSilent: false,
    run: async (life) => (await life.create({ ...inputs })).state,
  });
  const stored = outcome.state ?? outcome.error?.partial;
  if (!stored) return outcome;
  if (outcome.isQuiet) expect(stored.original?.apiWhitelist).toEqual(found?.apiWhitelist);
  expectOriginalOpen(model, stored, outcome.isQuiet ? found : undefined);
  return outcome;
}

async function update(
  model: Model,
  world: ModelWorld,
  { slot, inputs }: { slot: Slot; inputs: PolicyInputs },
): Promise<Outcome | undefined> {
  const { state } = slot;
  if (!state) return undefined;
  const before = model.live[inputs.env];
  const plan = planned(model, world, { state, inputs });
  if (!plan.isChange && !slot.isUnsettled) return undefined;
  const outcome = await operate(model, world, {
    env: inputs.env,
    base: state,
    wanted: wantedBy(inputs),
    isOverwrite: inputs.onConflict === "overwrite",
    isSilent: plan.isSilent && !state.unverified,
    run: (life) => life.update(state, { ...inputs }),
  });
  const next = outcome.state ?? outcome.error?.partial;
  if (next) expectOriginal(model, { state, next }, outcome.isQuiet ? before : undefined);
  return outcome;
}

/** What diff must say. */
function planned(
  model: Model,
  world: ModelWorld,
  { state, inputs }: { state: PolicyState; inputs: PolicyInputs },
) {
  const stored = inputsOf(state);
  const isChange = !isAlike(stored, inputs);
  expect(world.life.diff(state, { ...inputs }).changed.length > 0).toBe(isChange);
  shown(model, state);
  return { isChange, isSilent: isChange && isAlike(policyOf(stored), policyOf(inputs)) };
}

/** What create had found is captured once and never again, but for a switch that was not managed. */
function expectOriginal(
  model: Model,
  { state, next }: { state: PolicyState; next: PolicyState },
  found: Content | undefined,
): void {
  expect(next.original?.apiWhitelist).toEqual(state.original?.apiWhitelist);
  if (state.managesOpen || !next.managesOpen) expect(next.original).toEqual(state.original);
  else expectOriginalOpen(model, next, found);
}

/** The switch to put back is the one before the first resource of the stack began to manage it. */
function expectOriginalOpen(model: Model, next: PolicyState, found: Content | undefined): void {
  if (!next.original) return;
  const { open } = next.original;
  const expected = next.managesOpen ? (model.originalOpen ?? found?.open) : found?.open;
  if (expected !== undefined) expect(open).toBe(expected);
  if (next.managesOpen) model.originalOpen ??= open;
}

/** After a success a refresh finds no drift, and the next plan is empty. */
async function expectSettled(
  world: ModelWorld,
  { slot, inputs, outcome }: { slot: Slot; inputs: PolicyInputs; outcome: Outcome },
): Promise<void> {
  const { state } = slot;
  const isSent = world.emulator.requests().length > 0;
  if (!state) return;
  expect(world.life.diff(state, { ...inputs })).toEqual({ changed: [], replaces: [] });
  if (isSent && !outcome.isStale) expect(await world.life.read(state)).toEqual(state);
}

const wantedBy = ({ apiWhitelist, open }: PolicyInputs) => ({
  apiWhitelist,
  ...(open !== undefined && { open }),
});

const policyOf = ({ env, apiWhitelist, open }: PolicyInputs): PolicyInputs => ({
  env,
  apiWhitelist,
  ...(open !== undefined && { open }),
});

function isAlike(a: PolicyInputs, b: PolicyInputs): boolean {
  const form = ({ apiWhitelist, restoreTo, ...others }: PolicyInputs) =>
    JSON.stringify([
      normalizeWhitelist(apiWhitelist),
      restoreTo && normalizeWhitelist(restoreTo),
      others.open,
      others.onConflict,
      others.onDelete,
    ]);
  return form(a) === form(b) && isSame(a.apiWhitelist, b.apiWhitelist);
}
