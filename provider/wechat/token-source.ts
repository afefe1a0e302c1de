import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { ApiError, type Problem } from "../core/errors";
import { withoutCredentials } from "../core/quote";
import type { Deadline } from "../core/timing";
import { noShell, runCommand } from "./command";
import type { ValueSetting } from "./settings";
import { variableOf } from "../core/setting-names";
import { inTime } from "./single-flight";

/** A token, and how long it may be kept. */
export interface Grant {
  token: string;
  /** Milliseconds; 0: ask again every time, Infinity: until WeChat refuses it. */
  ttlMs: number;
}

/** Something that knows an account's access token. Never prints it. */
export interface TokenSource {
  /** What the user knows it by, e.g. `WECHAT_CLOUDBASE_ACCESS_TOKEN`. */
  readonly name: string;
  /** Whether its token belongs to one account, so that it cannot serve a stack of several. */
  readonly isSingleAccount: boolean;
  /** What to do when WeChat refuses its token and asking again gives the same one. */
  readonly remedy: string;
  /**
   * The account's token; "" is the account of the configuration. `refused` is a token that WeChat no
   * longer takes. Rejects with ApiError.
   */
  fetch(account: string, deadline: Deadline, refused?: string): Promise<Grant>;
}

const COMMAND_TIMEOUT_MS = 30_000;
/** What a command prints or a file holds at most. */
const MAX_BYTES = 64 * 1024;
/** For how long a file may be empty because it is being written anew. Milliseconds. */
const REWRITE_MS = 500;

/** Holds whichever command failed, also the first `up` and `pulumi refresh --run-program`: nothing here knows. */
const recorded =
  "Pulumi keeps the configuration of the last `up`: what was set in it since reaches refresh, destroy and " +
  "`--refresh` (with the plugin every command) only by `pulumi refresh --run-program`, and " +
  `${variableOf("accessToken")} in the environment reaches them all`;

/** The source that a setting of one value chooses. */
export function createTokenSource(
  setting: ValueSetting,
  environment: Readonly<Record<string, string | undefined>>,
): TokenSource {
  switch (setting.key) {
    case "accessToken":
      return {
        ...common(setting, `Set ${setting.name} to a fresh token`),
        isSingleAccount: true,
        fetch: () => Promise.resolve({ token: setting.value, ttlMs: 0 }),
      };
    case "accessTokenFile":
      return {
        ...common(setting, `Whatever writes ${setting.value} must write a fresh token`),
        isSingleAccount: true,
        fetch: async (_account, deadline) => ({
          token: await fromFile(setting, deadline),
          ttlMs: 0,
        }),
      };
    case "accessTokenCommand":
      return {
        ...common(setting, "The command must print a fresh token, not one from its own cache"),
        isSingleAccount: false,
        fetch: async (account, deadline) => ({
          token: await fromCommand(setting, { account, deadline, environment }),
          ttlMs: Infinity,
        }),
      };
  }
}

/** What is wrong if no source is configured. */
export const noSource = {
  failure: "auth",
  summary: "no access token is configured",
  remedy: `Set ${variableOf("accessToken")}, …_FILE or …_COMMAND, or the platform's credentials (README, Authentication)`,
} as const;

/** Stands if no source is configured: a preview needs none. */
export const missingSource: TokenSource = {
  name: "none",
  isSingleAccount: false,
  remedy: "",
  fetch: () => Promise.reject(new ApiError(noSource)),
};

function common(setting: ValueSetting, remedy: string): Pick<TokenSource, "name" | "remedy"> {
  return {
    name: setting.name,
    remedy: setting.isFromConfiguration ? `${remedy}. ${recorded}` : remedy,
  };
}

/** Reads a file, once more if it is empty: `>` empties a file before there is anything to write. */
async function fromFile({ name, value: path }: ValueSetting, deadline: Deadline): Promise<string> {
  // A relative name is looked up from the folder of the process, which nobody else sees.
  const wrong = (what: string) => failed(name, `${resolve(path)} ${what}`);
  const late = () => wrong("could not be read in time");
  const look = () => inTime(read(path, wrong), deadline, late);
  const token = await look();
  return token === "" && (await deadline.wait(REWRITE_MS)) ? look() : token;
}

async function read(path: string, wrong: (what: string) => ApiError): Promise<string> {
  try {
    // A pipe or a device need not end, or even open, before the operation must.
    const found = await stat(path);
    if (!found.isFile()) throw wrong("is no regular file");
    if (found.size > MAX_BYTES) throw wrong("holds more than a token");
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw wrong(`cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
}

/**
 * A command is split at white space and started without a shell; one that needs white space in an
 * argument, or a shell, is written as a JSON array.
 */
function commandLine({ name, value }: ValueSetting): [string, ...string[]] {
  const isJson = value.startsWith("[");
  if (!isJson && FOR_SHELL.test(value)) throw failed(name, "it is written for a shell", noShell);
  const parts: unknown = isJson ? parseJson(value) : value.split(/\s+/);
  const isWord = (part: unknown) => typeof part === "string" && !part.includes("\0");
  const isCommand = Array.isArray(parts) && Boolean(parts[0]) && parts.every(isWord);
  if (!isCommand)
    throw failed(name, "it is neither a command nor a JSON array of strings", noShell);
  return parts as [string, ...string[]];
}

/** A variable that is set first, or a word that is a pipe or a redirection, is quoted, or is to be put in. */
const FOR_SHELL = /^\w+=|(?<!\S)(?:[|&;<>]+(?!\S)|\d>|["'`])|\$[\w({]/;

async function fromCommand(
  setting: ValueSetting,
  run: {
    account: string;
    deadline: Deadline;
    environment: Readonly<Record<string, string | undefined>>;
  },
): Promise<string> {
  const command = commandLine(setting);
  const { account, deadline, environment } = run;
  const outcome = await runCommand(command, {
    env: {
      ...environment,
      ...(account !== "" && { [variableOf("authorizerAppId")]: account }),
    },
    maxBytes: MAX_BYTES,
    timeoutMs: Math.min(COMMAND_TIMEOUT_MS, Math.max(1, Math.floor(deadline.remainingMs()))),
    signal: deadline.signal,
  });
  if ("output" in outcome) return outcome.output.trim();
  throw failed(setting.name, `the command ${command[0]} ${outcome.ended}`, outcome.remedy);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function failed(name: string, what: string, remedy = "Look at it on this machine"): ApiError {
  const problem: Problem = {
    failure: "auth",
    // A token that was set as the name of a file or of a command must not be shown either.
    summary: `no access token from ${name}: ${withoutCredentials(what)}`,
    remedy,
  };
  return new ApiError(problem);
}
