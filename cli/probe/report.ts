import type { Observation, PolicyTarget } from "../../provider/core/policy";
import { type ExitCode, messageOf } from "../command";
import type { Output } from "../output";
import type { Trial } from "./experiment";
import type { ProbeResult } from "./probe";
import { type Findings, type Reading, readingsOf } from "./readings";

/** What there is to tell when an experiment is over. */
export interface Report {
  target: PolicyTarget;
  original: Observation;
  result: ProbeResult;
  isJson: boolean;
  hasBeside: boolean;
}

const whats: Readonly<Record<Trial["what"], string>> = {
  current: "the current one",
  next: "the current one plus one",
  stale: "a stale one",
  "same again": "the same whitelist again",
};

/** One trial in one line. */
export function told({ what, sent, before, after, outcome, refusal }: Trial): string {
  const moved = before === after ? `version stays ${after}` : `version ${before} -> ${after}`;
  const why = refusal === undefined ? "" : ` (${refusal})`;
  return `set with version ${sent}, ${whats[what]}: ${outcome}${why}, ${moved}`;
}

/** Tells what was found and whether all is back; the exit code is 0 only if both are well. */
export function print(out: Output, report: Report): ExitCode {
  const { findings, failure, putBack } = report.result;
  const readings = failure === undefined ? readingsOf(findings) : [];
  const reason = failure === undefined ? undefined : messageOf(failure);
  const isOk = readings.length > 0 && putBack.isBack;
  if (report.isJson) {
    out.json({ ...report.target, ok: isOk, readings, findings, failure: reason, ...endOf(report) });
  } else if (reason === undefined) {
    for (const line of conclusions(findings, readings, report.hasBeside)) out.line(line);
  }
  if (reason !== undefined) {
    out.note({ text: "Ended early", style: "red" }, `: ${reason}. Nothing is known from this`);
  }
  printPutBack(out, report);
  return isOk ? 0 : 1;
}

/** What `printPutBack` says, for JSON, which leaves out what is undefined. */
function endOf({ original, result }: Report): object {
  const { putBack, isUnanswered, hasOpenMoved } = result;
  const { isBack, live } = putBack;
  const putBackFailure = isBack ? undefined : putBack.reason;
  return { isPutBack: isBack, putBackFailure, isUnanswered, hasOpenMoved, original, live };
}

function printPutBack(out: Output, { target, original, result, isJson }: Report): void {
  const { putBack, isUnanswered, hasOpenMoved } = result;
  const id = target.env;
  const was = JSON.stringify(original.apiWhitelist);
  if (putBack.isBack) {
    const { version } = putBack.live;
    if (!isJson) out.line(`Put back: ${id} has ${was} again, version ${version}`);
  } else {
    const { live, reason } = putBack;
    const now = live === undefined ? "" : ` It has ${JSON.stringify(live.apiWhitelist)} now.`;
    out.note(
      { text: "NOT PUT BACK", style: "red" },
      `: ${id}: ${reason}.${now} It had ${was}: set that in WeChat's console, or with a program`,
    );
  }
  if (isUnanswered) {
    out.note(
      { text: "Look again", style: "yellow" },
      `: one set had no answer and may still be applied. In a minute \`get ${target.env}\` must print ${was}`,
    );
  }
  if (hasOpenMoved) {
    out.note({ text: "Look", style: "yellow" }, ": somebody else moved open meanwhile");
  }
}

function conclusions(findings: Findings, readings: Reading[], hasBeside: boolean): string[] {
  const { carries, stale, staleErrcode, sameContentMoves, counter } = findings;
  if (carries === undefined) {
    return [
      "Neither the current version nor the next one was taken. The refusals above may be about something else",
    ];
  }
  const wants = {
    current: "the current one",
    next: "the current one plus one",
    any: "any: a stale one is taken as well",
  };
  const code = staleErrcode === undefined ? "" : ` with ${staleErrcode}`;
  const counters = {
    environment: "of the environment, if the one beside is of the same account",
    account: "of the account",
  };
  const why = hasBeside
    ? "somebody wrote beside, try again"
    : "one environment cannot tell; give a second one of the account with --beside";
  const strategy = carries === "next" ? "next" : "current";
  return [
    `  set carries       ${wants[carries]}`,
    ...(stale === undefined ? [] : [`  a wrong one is    ${stale}${code}`]),
    ...(sameContentMoves === undefined
      ? ["  the same content  is refused"]
      : [`  the same content  ${sameContentMoves ? "moves" : "does not move"} the version`]),
    `  the counter is    ${counter === undefined ? `not known: ${why}` : counters[counter]}`,
    "  not tried         versions beyond those above",
    readings.length === 0
      ? "None of the provider's readings fits: please report this"
      : `Readings that fit: ${readings.join(", ")}. versionStrategy auto works with them; ${strategy} is the same without trying`,
  ];
}
