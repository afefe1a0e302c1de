import type { Fault } from "../../emulator";
import { connected, ENV } from "../support/connected";
import { patience } from "../support/faults";
import { soon } from "../support/soon";

/** What may happen to a set, and whether it was applied by the time it failed. */
const outcomes: [string, Omit<Fault, "on">, boolean][] = [
  ["reset before it was applied", { reset: "before" }, false],
  ["reset after it was applied", { reset: "after" }, true],
  ["a reply that breaks off", { truncate: true }, true],
  ["-1, not applied", { errcode: -1 }, false],
  ["-1, applied", { errcode: -1, apply: true }, true],
  ["-1000, not applied", { errcode: -1000 }, false],
  ["-601003, applied", { errcode: -601003, apply: true }, true],
  ["HTTP 503, not applied", { status: 503 }, false],
  ["HTTP 502, applied", { status: 502, apply: true }, true],
  ["HTTP 408, applied", { status: 408, apply: true }, true],
  ["a gateway's page, applied", { body: "<html>", apply: true }, true],
  ["an empty reply, not applied", { body: "" }, false],
  ["an object without errcode, applied", { body: "{}", apply: true }, true],
  ["no reply in time, not applied", { hang: true }, false],
  ["no reply in time, applied", { hang: true, apply: true }, true],
  ["a reply that comes too late", { replyDelayMs: 2_000 }, true],
  ["a reply that drips", { drip: { bytes: 1, everyMs: 50 } }, true],
  ["a refusal, though it was applied", { errcode: 40097, apply: true }, true],
  ["429", { status: 429 }, false],
  ["the minute's quota", { errcode: 45011 }, false],
  ["too many at once", { errcode: -501004 }, false],
];

it.each(outcomes)("a set that meets %s is applied once", async (_what, fault, isApplied) => {
  const { lifecycle, emulator } = await connected({ environment: patience(fault) });
  emulator.faults.add({ on: { action: "set" }, ...fault });

  const { state } = await lifecycle.create({ env: ENV, apiWhitelist: ["/a"] });

  const live = { apiWhitelist: ["/a"], version: 2 };
  expect(state).toMatchObject({ ...live, original: { open: true, apiWhitelist: ["/*"] } });
  expect(emulator.policy(ENV)).toMatchObject(live);
  expect(emulator.applies()).toHaveLength(1);
  // Never sent again without a get before it, and then with the same version.
  const requests = emulator.requests().map(({ action, version = "" }) => `${action} ${version}`);
  const again = isApplied ? [] : ["set 1", "get "];
  expect(requests).toEqual(["get ", "set 1", "get ", ...again]);
});

it("a set that arrives late does not arrive twice: the version refuses the second", async () => {
  const { lifecycle, emulator } = await connected({
    environment: patience({ delayMs: 1_500 }),
    emulator: { onEntry: (entry) => void entries.push(entry.kind) },
  });
  const entries: string[] = [];
  emulator.faults.add({ on: { action: "set" }, delayMs: 1_500 });

  const { state } = await lifecycle.create({ env: ENV, apiWhitelist: ["/a"] });
  // The first set is done when all five requests are.
  await soon(() => entries.filter((kind) => kind === "request").length >= 5);

  expect(emulator.applies()).toHaveLength(1);
  expect(emulator.policy(ENV).version).toBe(state.version);
});
