import { inspect } from "node:util";
import type { Fault } from "../../emulator";
import { PolicyError } from "../../provider/core/errors";
import type { Lifecycle } from "../../provider/core/lifecycle";
import type { PolicyState } from "../../provider/core/policy";
import { MAX_REREADS } from "../../provider/core/settle";
import { faults } from "../support/faults";
import { type Change, type Content, endingOf, isSame } from "./model-oracle";
import { type Armed, contentOf, type World } from "./model-world";

/** One verb on one environment. */
export interface Operation extends Change {
  env: string;
  /** Whether it ends without a request. */
  isSilent?: boolean;
  run: (life: Lifecycle) => Promise<PolicyState | undefined>;
}

/** How an operation ended. */
export interface Outcome {
  state?: PolicyState | undefined;
  error?: PolicyError;
  before: Content;
  /** Whether nothing that was armed happened: the oracle is exact then. */
  isQuiet: boolean;
  /** Whether a `get` was answered from a copy that lags behind. */
  isStale: boolean;
}

/** Runs one operation with what is armed, and expects every invariant of it. */
export async function operate(world: World, operation: Operation): Promise<Outcome> {
  const { emulator } = world;
  const before = world.live(operation.env);
  emulator.clearJournal();
  const add = (armed: Armed) => emulator.faults.add(faultOf(world, armed, operation.env));
  const handles = world.armed.map((armed) => ({ armed, handle: add(armed) }));
  const ended = await settle(operation.run(world.life));
  emulator.faults.clear();
  world.armed = [];

  const fired = handles.filter(({ handle }) => handle.fired > 0).map(({ armed }) => armed);
  // A token that was replaced makes no difference.
  const isQuiet = fired.every(({ kind }) => kind === "roll");
  const outcome = { ...ended, before, isQuiet, isStale: fired.some(isLagging) };
  expectHarmless(world, outcome);
  expectFewApplies(world, operation, outcome);
  expectInformedWrites(world, operation, outcome);
  expectLive(world, operation, outcome);
  if (isQuiet) expectEnding(world, operation, outcome);
  return outcome;
}

function faultOf(world: World, armed: Armed, env: string): Fault {
  if (armed.kind === "roll")
    return { before: () => world.rollToken(), on: { action: armed.action } };
  if (armed.kind === "edit") {
    const edit = () => world.emulator.editInConsole(env, armed.content);
    return { [armed.moment]: edit, on: { action: "set" } };
  }
  const { name, action, skip, isLasting } = armed;
  // A copy that lags behind catches up, at the latest at a write's last read.
  const times = !isLasting ? 1 : isLagging(armed) ? MAX_REREADS : Infinity;
  return { ...faults[name], on: { action }, skip, times };
}

/** Whether reads are answered from a copy that lags behind. */
export function isLagging(armed: Armed): boolean {
  return armed.kind === "fault" && faults[armed.name]?.stale === true;
}

const settle = (work: Promise<PolicyState | undefined>) =>
  work.then(
    (state): Pick<Outcome, "state" | "error"> => ({ state }),
    (error: unknown) => {
      if (error instanceof PolicyError) return { error };
      throw new Error("an error that must not be shown", { cause: error });
    },
  );

/** No token in anything that a user may see, and nothing in state that is not plain JSON. */
function expectHarmless({ tokens, warnings }: World, { state, error }: Outcome): void {
  const shown = inspect([state, error, warnings], { depth: 20, maxStringLength: null });
  for (const token of tokens)
    for (const form of [token, encodeURIComponent(token), Buffer.from(token).toString("base64")])
      expect(shown).not.toContain(form);
  for (const stored of [state, error?.partial])
    if (stored) expect(JSON.parse(JSON.stringify(stored))).toStrictEqual(stored);
}

const editsOf = ({ emulator }: World) =>
  emulator.journal.flatMap((entry) => (entry.kind === "console" ? [contentOf(entry.after)] : []));

/** If WeChat ignores versions, nothing can stop what comes between a get and its set. */
function isBlind(world: World, { isStale }: Outcome): boolean {
  return world.setup.rule === "ignored" && (isStale || editsOf(world).length > 0);
}

/** One APPLY for one change, and one more for each edit meanwhile that undid it. */
function expectFewApplies(world: World, operation: Operation, outcome: Outcome): void {
  const applies = world.emulator.applies();
  // If versions are ignored, a lost reply and a copy that lags look like a set that never arrived.
  const repeated = outcome.isStale && isBlind(world, outcome) ? 1 : 0;
  expect(applies.length).toBeLessThanOrEqual(1 + editsOf(world).length + repeated);
  for (const { env } of applies) expect(env).toBe(operation.env);
  if (!operation.wanted || operation.isSilent === true) expect(applies).toEqual([]);
  if (operation.isSilent === true) expect(outcome.error).toBeUndefined();
}

/**
 * No write changes nothing: that would be one sent twice. None moves a switch that is not managed. And
 * under `fail` only what state knew is replaced; a create takes what it finds, and no more.
 */
function expectInformedWrites(world: World, operation: Operation, outcome: Outcome): void {
  if (isBlind(world, outcome)) return;
  const { env, base, isOverwrite = false } = operation;
  const isOpenWanted = operation.wanted?.open !== undefined;
  const isOpenManaged = isOpenWanted && base?.managesOpen !== false;
  for (const apply of world.emulator.applies(env)) {
    const [from, to] = [contentOf(apply.before), contentOf(apply.after)];
    expect(from).not.toEqual(to);
    if (!isOpenWanted) expect(from.open).toBe(to.open);
    if (isOverwrite) continue;
    const known: Content[] = base ? [base, to, base.unverified ?? to] : [outcome.before, to];
    expect(known.some((own) => isSame(own.apiWhitelist, from.apiWhitelist))).toBe(true);
    if (isOpenManaged) expect(known.map(({ open }) => open)).toContain(from.open);
  }
}

/** The policy is as it was, as it was wanted or as an edit made it; after a success as wanted. */
function expectLive(world: World, operation: Operation, outcome: Outcome): void {
  const { env, wanted } = operation;
  const { before, error, isStale } = outcome;
  const live = world.live(env);
  const seen = [before, ...editsOf(world), { ...before, ...wanted }];
  // Blind, even an unmanaged switch is sent back as a copy that lags behind has it.
  if (!isBlind(world, outcome)) expect(seen.map(({ open }) => open)).toContain(live.open);
  expect(seen.some(({ apiWhitelist }) => isSame(apiWhitelist, live.apiWhitelist))).toBe(true);

  if (error || operation.isSilent === true) return;
  // A create that adopts believes a single get, even one of a copy that lags behind.
  if (isStale && world.emulator.requests({ action: "set" }).length === 0) return;
  if (wanted) expect(asSet(live)).toMatchObject(asSet(wanted));
  if (outcome.state)
    expect(asSet(outcome.state)).toMatchObject(asSet(provenBy(world, operation, outcome)));
}

/** What a successful operation knows of the policy and must have in state. */
function provenBy(world: World, { env, wanted }: Operation, outcome: Outcome) {
  const live = world.live(env);
  if (!isBlind(world, outcome)) return { ...live, version: world.emulator.policy(env).version };
  // Blind, the same may be written twice, and a copy that lags behind proves the first of them, with
  // the switch of that moment if it is not managed.
  const { open, apiWhitelist } = live;
  const isOpenProven = !outcome.isStale || wanted?.open !== undefined;
  return { apiWhitelist, ...(isOpenProven && { open }) };
}

/** With the whitelist as a set: its order is the program's or WeChat's. */
const asSet = <Whole extends { apiWhitelist: readonly string[] }>(whole: Whole) => ({
  ...whole,
  apiWhitelist: [...whole.apiWhitelist].sort(),
});

/** If nothing went wrong, the operation ends as the oracle says, with as few requests as that takes. */
function expectEnding(world: World, operation: Operation, outcome: Outcome): void {
  const { emulator, setup, isTokenDead } = world;
  const { before, error } = outcome;
  const isSilent = operation.isSilent === true;
  if (isSilent) expect(emulator.requests()).toEqual([]);
  const ending = isSilent ? "adopted" : endingOf(operation, before);
  const isRefused = isTokenDead && !isSilent;
  const failure = isRefused ? "auth" : ending === "conflict" ? "conflict" : undefined;
  expect(error?.problem.failure).toBe(failure);
  expect(error?.partial).toBeUndefined();
  const sets = !isRefused && ending === "written" ? 1 : 0;
  expect(emulator.applies()).toHaveLength(sets);
  if (setup.rule === "next") return;
  const accepted = (action: "get" | "set") =>
    emulator.requests({ action }).filter(({ errcode }) => errcode === 0).length;
  expect(accepted("set")).toBe(sets);
  if (ending !== "written") expect(accepted("get")).toBeLessThanOrEqual(1);
}
