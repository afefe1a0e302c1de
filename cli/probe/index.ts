import type { Observation, PolicyTarget } from "../../provider/core/policy";
import type { ExitCode } from "../command";
import type { Connection } from "../connection";
import type { Output, Piece } from "../output";
import { hasMoved } from "./experiment";
import { MOST, obstacle, scratchFor } from "./plan";
import { probe, type ProbeResult } from "./probe";
import { print, told } from "./report";

/** What `doctor --probe-version` was called with. */
export interface ProbeCall {
  connection: Connection;
  target: PolicyTarget;
  beside?: PolicyTarget;
  /** Asks the user, who may take a while; undefined if the command line is the confirmation. */
  confirm?: () => Promise<boolean>;
  isJson: boolean;
}

/** Finds out on a scratch environment which reading of `version` is true. Throws if it may not write. */
export async function probeVersion(call: ProbeCall, out: Output): Promise<ExitCode> {
  const { connection, target, confirm, isJson } = call;
  const { api, deadline } = connection;
  // The result alone goes to stdout if it is JSON.
  const say = (...pieces: Piece[]) => (isJson ? out.note(...pieces) : out.line(...pieces));
  const original = await api.get(target, deadline());
  const reason = obstacle(original);
  if (reason !== undefined)
    throw new Error(`${target.env} cannot serve: ${reason}. Nothing was written`);
  for (const line of planOf(call, original)) say(line);
  if (confirm) {
    if (!(await confirm())) throw new Error("Not confirmed: nothing was written");
    const now = await api.get(target, deadline());
    if (hasMoved(now, original) || now.open !== original.open) {
      throw new Error(
        "Somebody else wrote to this environment or account meanwhile: nothing was written",
      );
    }
  }
  const result = await uninterrupted(out, (isStopped) =>
    probe({ ...call, api, deadline, isStopped, original, report: (trial) => say(told(trial)) }),
  );
  return print(out, { target, original, result, isJson, hasBeside: call.beside !== undefined });
}

function planOf(
  { connection, target, beside, confirm }: ProbeCall,
  original: Observation,
): string[] {
  const { apiWhitelist, version, open } = original;
  const gets = MOST.get + (beside ? MOST.beside : 0) + (confirm ? 1 : 0);
  return [
    `What does WeChat want as version? This finds out by writing to ${target.env}.`,
    `  now       ${JSON.stringify(apiWhitelist)}, version ${version}`,
    `  meanwhile ${JSON.stringify(scratchFor(original))}, for some seconds; then what is there now is put back`,
    `  open      stays ${String(open)}: it is sent back as it is read`,
    ...(beside ? [`  beside    ${beside.env} is looked at twice and not written to`] : []),
    `  requests  at most ${MOST.set} set and ${gets} get to ${connection.settings.endpoint.host}; more only after a fault`,
    "Take an environment on which nothing depends, and let nobody else write to the account meanwhile.",
  ];
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs work that must not end before it has put things back: a signal only asks it to. */
async function uninterrupted(
  out: Output,
  work: (isStopped: () => boolean) => Promise<ProbeResult>,
): Promise<ProbeResult> {
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    out.note("Stopping: what was there before is being put back. Please wait");
  };
  for (const signal of signals) process.on(signal, stop);
  try {
    return await work(() => isStopped);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
