import { ApiError, type Failure, type Problem } from "../../provider/core/errors";
import { named } from "../../provider/core/quote";
import type { Observation } from "../../provider/core/policy";
import { errcodes } from "../../provider/wechat/errcodes";
import type { SourceSetting } from "../../provider/wechat/settings";
import type { Check, CheckName } from "./check";

/** What one `get` shows, in the order in which WeChat gets to it. */
const steps = ["endpoint", "ip", "token", "permission", "environment"] as const;
type Step = (typeof steps)[number];

/** Asked about if no environment is given: WeChat must look at the token before it can say no. */
export const NO_ENVIRONMENT = "no-environment-of-this-name";

/** What was asked about, and how. */
export interface Asked {
  /** The environment that the user named. */
  env?: string | undefined;
  /** Where the requests go. */
  endpoint: URL;
  source?: SourceSetting | undefined;
  /** The account that is meant, by option or setting. */
  account?: string | undefined;
}

/** What the answer to one `get` says about the token, the permission and the environment. */
export async function checkWechat(
  look: () => Promise<Observation>,
  asked: Asked,
): Promise<Check[]> {
  try {
    return answered(asked, environmentThere(asked, await look()));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const step = stepOf(error.problem);
    const isExpected = asked.env === undefined && isAboutTheName(error.problem);
    return isExpected ? answered(asked, notLookedAt) : refused(step, error.problem, asked);
  }
}

const notLookedAt: Check = {
  name: "environment",
  status: "skipped",
  message: "not looked at: no environment id was given",
};

function answered(asked: Asked, environment: Check): Check[] {
  return [...before("environment", asked), environment];
}

function environmentThere({ env }: Asked, live: Observation): Check {
  if (env === undefined) return notLookedAt;
  const { open, apiWhitelist, version } = live;
  const paths = `${apiWhitelist.length} ${apiWhitelist.length === 1 ? "path" : "paths"}`;
  const message = `${env} is there: open ${String(open)}, ${paths}, version ${version}`;
  if (open) return { name: "environment", status: "ok", message };
  const remedy =
    "Open the switch in WeChat's console or with open: true: while it is closed no whitelist of this account means anything";
  return { name: "environment", status: "warning", message, remedy };
}

/** The steps that an answer shows to be well, if a later one has failed. */
function before(step: Step, asked: Asked): Check[] {
  const { host } = asked.endpoint;
  const token: Check = {
    name: "token",
    status: "ok",
    message: `WeChat accepts it${besideAccepted(asked)}`,
  };
  const all: Check[] = [
    { name: "endpoint", status: "ok", message: `${host} answers` },
    skipped("ip", "WeChat names the caller's address only if it refuses it"),
    token,
    { name: "permission", status: "ok", message: "the API may be called with this token" },
  ];
  return all.slice(0, steps.indexOf(step));
}

function besideAccepted({ source, account }: Asked): string {
  if (source?.key === "componentAppId") {
    return (
      "; it was obtained just now, and an earlier component_access_token lives about five minutes more: if " +
      "stacks, shards or a token server work beside each other, share one token by accessTokenCommand or accessTokenFile"
    );
  }
  // The command is told the account; a fixed token is sent whatever the account is.
  const isFixed = source?.key === "accessToken" || source?.key === "accessTokenFile";
  return isFixed && account !== undefined
    ? `; whether it is of ${named(account)} is not checked`
    : "";
}

function refused(step: Step, problem: Problem, asked: Asked): Check[] {
  const { summary, remedy, errcode, rid } = problem;
  const ip = step === "ip" ? addressIn(summary) : undefined;
  const wrong: Check = {
    name: step,
    status: "problem",
    message: ip === undefined ? summary : `WeChat sees this machine as ${ip}: ${summary}`,
    remedy,
    ...(errcode !== undefined && { errcode }),
    ...(rid !== undefined && { rid }),
    ...(ip !== undefined && { ip }),
  };
  // Without a token nothing was sent.
  const isUnsent = step === "token" && errcode === undefined;
  const earlier = isUnsent
    ? [skipped("endpoint", "not asked: there is no token"), skipped("ip", "not asked")]
    : before(step, asked);
  const later = steps.slice(steps.indexOf(step) + 1);
  return [...earlier, wrong, ...later.map((each) => skipped(each, "not known before that"))];
}

function skipped(name: CheckName, message: string): Check {
  return { name, status: "skipped", message };
}

/** If the kind of failure alone does not say it: address, credentials, an environment out of use. */
const stepsByCode: readonly [Step, number[]][] = [
  ["ip", [40164, 61004, 89506, 89507]],
  ["token", [40013, 40125, 41004, 61011]],
  ["environment", [-501005, -501021]],
];

const stepsByFailure: Readonly<Record<Failure, Step>> = {
  auth: "token",
  denied: "permission",
  missing: "environment",
  invalid: "endpoint",
  conflict: "endpoint",
  throttled: "endpoint",
  transient: "endpoint",
  unknown: "endpoint",
};

/** At which step a problem keeps a request from going on. */
function stepOf(problem: Problem): Step {
  const { failure, errcode = 0 } = problem;
  if (isAboutTheName(problem)) return "environment";
  const byCode = stepsByCode.find(([, codes]) => codes.includes(errcode));
  return byCode?.[0] ?? stepsByFailure[failure];
}

/**
 * Whether WeChat got as far as the environment's id, which is what it does not like. A code that the
 * table does not have may mean anything.
 */
function isAboutTheName({ isGone, isVersionSuspect, errcode }: Problem): boolean {
  const isKnown = errcodes.some(({ code }) => code === errcode);
  return isGone === true || (isVersionSuspect === true && isKnown);
}

/** The first IP address in what WeChat said; version 4 before version 6, which it gives beside. */
function addressIn(text: string): string | undefined {
  const four = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)/.exec(text)?.[0];
  return four ?? /(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])/i.exec(text)?.[0];
}
