import { Memory } from "../../provider/core/memory";
import { Deadline } from "../../provider/core/timing";
import { Attempt, write, type WriteContext, type WriteRequest } from "../../provider/core/write";
import { refusal, type ScriptedApi } from "./scripted-api";
import { FakeClock } from "./fake-clock";

export const seen = { open: true, apiWhitelist: ["/a"], version: 5 };
export const done = { open: true, apiWhitelist: ["/b"], version: 6 };
export const unknown = refusal({ failure: "unknown", retryAfterMs: 0, summary: "no answer" });
export const stale = refusal({ isVersionSuspect: true, summary: "stale" });

interface Options {
  context?: Partial<WriteContext>;
  request?: Partial<WriteRequest>;
  clock?: FakeClock;
  timeoutMs?: number;
}

/** Starts a write of `/b` over `/a` at version 5, on a clock where waiting takes no time. */
export function start(api: ScriptedApi, { context, request, ...time }: Options = {}) {
  const { clock = new FakeClock(), timeoutMs = 120_000 } = time;
  const memory = new Memory();
  const attempt = new Attempt();
  const written = write(
    { api, memory, versionStrategy: "auto", deadline: new Deadline(clock, timeoutMs), ...context },
    {
      target: { env: "e" },
      observed: seen,
      desired: { apiWhitelist: ["/b"] },
      onConflict: "fail",
      isExclusive: false,
      attempt,
      ...request,
    },
  );
  return { written, memory, clock, attempt };
}
