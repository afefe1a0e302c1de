import { inspect } from "node:util";
import type { ApplyEntry, FaultHandle } from "../../emulator";
import { PolicyError } from "../../provider/core/errors";
import type { Lifecycle } from "../../provider/core/lifecycle";
import type { PolicyState } from "../../provider/core/policy";
import { MAX_REREADS } from "../../provider/core/settle";
import { faults } from "../support/faults";
import { type Content, type Ending, endingOf, isSame, type Wanted } from "./model-oracle";
import { contentOf, ENVS, type ModelWorld } from "./model-world";

/** Something that goes wrong, or happens elsewhere, during the next operation. */
export type Armed =
  | { kind: "fault"; name: string; action: "get" | "set"; skip: number; isLasting: boolean }
  | { kind: "edit"; moment: "before" | "after"; content: Partial<Content> }
  | { kind: "roll"; action: "get" | "set" };

/** What the stack holds of one environment. */
export interface Slot {
  state?: PolicyState | undefined;
  /** Whether the last operation left an error in state, so that the engine updates in any case. */
  isUnsettled: boolean;
}

/** What the stack, WeChat and the present process hold, as far as the commands can know. */
export interface Model {
  slots: Record<string, Slot>;
  live: Record<string, Content>;
  /** Which `open` each environment asked for in this process. */
  claims: Map<string, boolean>;
  /** The switch as it was before the stack managed it, as far as this process has seen. */
  originalOpen?: boolean;
  armed: Armed[];
  /** Whether somebody may edit between a get and its set. */
  isRaceable: boolean;
  isTokenDead: boolean;
}

/** One verb on one environment, and what it is after. */
export interface Operation {
  env: string;
  base: PolicyState | undefined;
  /** Absent: it changes nothing. */
  wanted?: Wanted | undefined;
  isOverwrite: boolean;
  /** Whether it ends without a request. */
  isSilent: boolean;
  run: (life: Lifecycle) => Promise<PolicyState | undefined>;
}

/** How an operation ended; what happened meanwhile decides what may be asked of it. */
export interface Outcome {
  state?: PolicyState | undefined;
  error?: PolicyError;
  /** Whether nothing of what was armed came to pass: then the oracle's word is exact. */
  isQuiet: boolean;
  /** Whether a `get` was answered from a copy that lags behind. */
  isStale: boolean;
}

/** Runs one operation with what is armed, holds it against every invariant, and moves the model on. */
export async function operate(
  model: Model,
  world: ModelWorld,
  operation: Operation,
): Promise<Outcome> {
  const { env } = operation;
  const before = model.live[env] as Content;
  world.emulator.clearJournal();
  const handles = arm(model, world, env);
  const ended = await settle(operation.run(world.life));
  world.emulator.faults.clear();
  model.armed = [];

  const fired = handles.filter(([, handle]) => handle.fired > 0).map(([armed]) => armed);
  if (fired.some(({ kind }) => kind === "roll")) model.isTokenDead = false;
  const isStale = fired.some(isLagging);
  // That the token is another one now makes no difference.
  const outcome = { ...ended, isQuiet: fired.every(({ kind }) => kind === "roll"), isStale };
  expectHarmless(world, outcome);
  expectFewApplies(world, operation, outcome);
  if (!isBlind(world, outcome)) expectWritesInformed(world, operation, before);
  expectLive(world, operation, { before, outcome });
  if (outcome.isQuiet) expectEnding(model, world, { operation, before, outcome });
  for (const other of ENVS) model.live[other] = world.live(other);
  return outcome;
}

function arm(model: Model, world: ModelWorld, env: string): [Armed, FaultHandle][] {
  return model.armed.map((armed) => {
    const { emulator } = world;
    switch (armed.kind) {
      case "fault": {
        const { name, action, skip, isLasting } = armed;
        // A copy that lags behind catches up, at the latest when a write looks for the last time.
        const times = !isLasting ? 1 : isLagging(armed) ? MAX_REREADS : Infinity;
        return [armed, emulator.faults.add({ ...faults[name], on: { action }, skip, times })];
      }
      case "edit": {
        const edit = () => emulator.editInConsole(env, armed.content);
        return [armed, emulator.faults.add({ [armed.moment]: edit, on: { action: "set" } })];
      }
      case "roll": {
        const on = { action: armed.action };
        return [armed, emulator.faults.add({ before: () => world.rollToken(), on })];
      }
    }
  });
}

/** Whether reads are answered from a copy that lags behind. */
export function isLagging(armed: Armed): boolean {
  return armed.kind === "fault" && faults[armed.name]?.stale === true;
}

async function settle(
  work: Promise<PolicyState | undefined>,
): Promise<{ state?: PolicyState | undefined; error?: PolicyError }> {
  try {
    return { state: await work };
  } catch (error) {
    if (error instanceof PolicyError) return { error };
    throw new Error("another error than those that may be shown", { cause: error });
  }
}

/** No token in anything that somebody might see, and nothing in state that is not plain JSON. */
function expectHarmless({ tokens, warnings }: ModelWorld, { state, error }: Outcome): void {
  const shown = inspect([state, error, warnings], { depth: 20, maxStringLength: null });
  for (const token of tokens) {
    for (const form of [token, encodeURIComponent(token), Buffer.from(token).toString("base64")]) {
      expect(shown).not.toContain(form);
    }
  }
  for (const stored of [state, error?.partial]) {
    if (stored) expect(JSON.parse(JSON.stringify(stored))).toStrictEqual(stored);
  }
}

/**
 * One APPLY for one change, and never one that changes nothing: that would be a write sent twice. One
 * more where somebody undid it meanwhile: what equals state is no conflict, however it came about.
 */
function expectFewApplies(world: ModelWorld, operation: Operation, outcome: Outcome): void {
  const applies = world.emulator.applies();
  const edits = world.emulator.journal.filter(({ kind }) => kind === "console").length;
  // Where versions are ignored, a lost reply and a copy that lags look like a set that never arrived.
  const isRepeatable = outcome.isStale && isBlind(world, outcome);
  expect(applies.length).toBeLessThanOrEqual(1 + edits + (isRepeatable ? 1 : 0));
  for (const { env } of applies) expect(env).toBe(operation.env);
  if (!operation.wanted || operation.isSilent) expect(applies).toEqual([]);
  if (operation.isSilent) expect(outcome.error).toBeUndefined();
}

/** Where WeChat ignores versions, nothing can stop what comes between a get and its set. */
function isBlind({ emulator, setup }: ModelWorld, { isStale }: Outcome): boolean {
  const isRaced = isStale || emulator.journal.some(({ kind }) => kind === "console");
  return setup.rule === "ignored" && isRaced;
}

/**
 * No write changes nothing: that would be one sent twice. None moves a switch that is not managed. And
 * under `fail` only what state knew is replaced; a create takes what it finds, and no more.
 */
function expectWritesInformed(world: ModelWorld, operation: Operation, before: Content): void {
  const { env, base = { ...before, managesOpen: true }, wanted, isOverwrite } = operation;
  for (const apply of world.emulator.applies(env)) {
    const [from, to] = [contentOf(apply.before), contentOf(apply.after)];
    expect(from).not.toEqual(to);
    if (wanted?.open === undefined) expect(from.open).toBe(to.open);
    if (isOverwrite) continue;
    const { apiWhitelist, open } = from;
    const unverified = "unverified" in base ? [base.unverified ?? base] : [];
    const known: Content[] = [base, to, ...unverified];
    expect(known.some((own) => isSame(own.apiWhitelist, apiWhitelist))).toBe(true);
    if (base.managesOpen && wanted?.open !== undefined)
      expect(known.map((own) => own.open)).toContain(open);
  }
}

/** The environment is as it was, as it was wanted or as somebody else made it; the others as before. */
function expectLive(
  world: ModelWorld,
  operation: Operation,
  { before, outcome }: { before: Content; outcome: Outcome },
): void {
  const { env, wanted } = operation;
  const live = world.live(env);
  const { journal } = world.emulator;
  const elsewhere = journal.flatMap((entry) => (entry.kind === "console" ? [entry.after] : []));
  const seen = [before, ...elsewhere.map(contentOf), { ...before, ...wanted }];
  const isSeeing = !isBlind(world, outcome);
  // Blind, even an unmanaged switch is sent back as a copy that lags behind has it.
  if (isSeeing) expect(seen.map(({ open }) => open)).toContain(live.open);
  expect(seen.some(({ apiWhitelist }) => isSame(apiWhitelist, live.apiWhitelist))).toBe(true);

  if (outcome.error || operation.isSilent) return;
  // A create that adopts takes a single get's word for it, even one of a copy that lags behind.
  if (outcome.isStale && world.emulator.requests({ action: "set" }).length === 0) return;
  if (wanted) expect(asSet(live)).toMatchObject(asSet(wanted));
  // Blind, the same may have been written twice, and a copy that lags behind proves the first of them,
  // with the switch of that moment where it is not managed.
  const { open, ...rest } = live;
  const proven = outcome.isStale && wanted?.open === undefined ? rest : { open, ...rest };
  if (outcome.state)
    expect(asSet(outcome.state)).toMatchObject(asSet(isSeeing ? world.liveState(env) : proven));
}

/** The order of a whitelist is the program's or WeChat's, and means nothing. */
const asSet = <Whole extends { apiWhitelist: readonly string[] }>(whole: Whole) => ({
  ...whole,
  apiWhitelist: [...whole.apiWhitelist].sort(),
});

function expectedEnding(operation: Operation, live: Content): Ending {
  const { base, wanted, isOverwrite, isSilent } = operation;
  if (isSilent) return "silent";
  return wanted ? endingOf({ base, live, wanted, isOverwrite }) : "adopted";
}

function expectEnding(
  model: Model,
  { emulator, setup }: ModelWorld,
  { operation, before, outcome }: { operation: Operation; before: Content; outcome: Outcome },
): void {
  const ending = expectedEnding(operation, before);
  const isRefused = model.isTokenDead && ending !== "silent";
  const failure = isRefused ? "auth" : ending === "conflict" ? "conflict" : undefined;
  expect(outcome.error?.problem.failure).toBe(failure);
  expect(outcome.error?.partial).toBeUndefined();
  const applies: ApplyEntry[] = emulator.applies();
  expect(applies).toHaveLength(!isRefused && ending === "written" ? 1 : 0);
  const asked = (action: "get" | "set") =>
    emulator.requests({ action }).filter(({ errcode }) => errcode === 0).length;
  if (ending === "silent") expect(emulator.requests()).toEqual([]);
  if (setup.rule !== "next") expect(asked("set")).toBe(applies.length);
  if (setup.rule !== "next" && ending !== "written") expect(asked("get")).toBeLessThanOrEqual(1);
}
