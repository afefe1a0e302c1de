import { parseArgs, type ParseArgsConfig } from "node:util";
import { ApiError } from "../provider/core/errors";
import { withoutCredentials } from "../provider/core/quote";
import type { Output } from "./output";

/**
 * What a command ends with: 0 all is well, 1 something is wrong or failed, 2 it was called wrongly, 3 not all
 * could be read, 7 something is not as it is declared.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 7;

/** One of the commands. */
export interface Command {
  /** What `--help` prints. */
  help: string;
  /** Runs it; undefined: it goes on by itself. Rejects with UsageError if it is called wrongly. */
  run(argv: readonly string[], out: Output): Promise<ExitCode | undefined>;
}

/**
 * A mistake in the command line: its message goes to stderr and the exit code is 2. It may quote what was
 * given, but for what may be a credential.
 */
export class UsageError extends Error {
  override readonly name = "UsageError";
  constructor(message: string) {
    super(withoutCredentials(message));
  }
}

/** What an error says, in one line; with WeChat's request id, for its support. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const rid = error instanceof ApiError ? error.problem.rid : undefined;
  return rid === undefined ? error.message : `${error.message} (rid ${rid})`;
}

/** What a failure is with `--json`: the fields that `doctor` has for what it finds. */
export function failureOf(error: unknown): object {
  if (!(error instanceof ApiError)) return { error: { message: messageOf(error) } };
  const { summary, remedy, errcode, rid } = error.problem;
  return {
    error: {
      message: summary,
      remedy,
      ...(errcode !== undefined && { errcode }),
      ...(rid !== undefined && { rid }),
    },
  };
}

/** Options that several commands have. */
export const commonOptions = {
  account: { type: "string" },
  config: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** The same for `--help`. */
export const commonHelp = `  --account ID         the mini program (authorizerAppId) that the environment belongs to
  --config FILE        a stack's configuration as \`pulumi config --json --show-secrets\` prints it;
                       - reads it from stdin. WECHAT_CLOUDBASE_* variables win over it
  --json               print JSON
`;

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<Known extends Options> = ReturnType<
  typeof parseArgs<{ options: Known; allowPositionals: true }>
>;

/** Takes a command line apart; at most so many arguments beside the options. Throws UsageError. */
export function parse<Known extends Options>(
  argv: readonly string[],
  options: Known,
  mostArguments: number,
): Parsed<Known> {
  const parsed = parsedBy(() => parseArgs({ args: [...argv], options, allowPositionals: true }));
  // What is there too much may be a token, so it is not repeated.
  if (parsed.positionals.length > mostArguments) {
    const most = mostArguments === 0 ? "no argument" : `${mostArguments} argument`;
    throw new UsageError(`too many arguments: it takes ${most}`);
  }
  return parsed;
}

function parsedBy<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    // parseArgs says what it did not understand; the rest of its advice is about its own API.
    const [reason = ""] = (error instanceof Error ? error.message : String(error)).split(/\.\s/);
    throw new UsageError(reason);
  }
}
