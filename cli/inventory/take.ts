import { Semaphore } from "async-mutex";
import { ApiError } from "../../provider/core/errors";
import type { Observation } from "../../provider/core/policy";
import type { Connection } from "../connection";
import { type Account, accountRow, environmentRow, type Row, unreadable } from "./row";

/** The permission set that the policy's API belongs to. */
const PERMISSION_SET = 49;

export interface TakeOptions {
  /** The accounts to look at, in the order of the rows. */
  accounts: readonly string[];
  /** How many accounts are looked at at a time. */
  parallel: number;
  /** Whether to ask for names and kinds as well. */
  hasDetails: boolean;
  /** Ends it early, as the first failure does: accounts under way get no rows. */
  ending: AbortController;
  /** What of WeChat's words may be shown. */
  clean: (text: string) => string;
  /** Told of each account that is done. */
  onAccount: (account: string, rows: Row[]) => void;
}

/** Looks at accounts, environments and policies. What goes wrong becomes a row; writes nothing to WeChat. */
export async function takeInventory(connection: Connection, options: TakeOptions): Promise<void> {
  const { accounts, parallel, hasDetails, clean, ending, onAccount } = options;
  const { signal } = ending;
  const hosted = hasDetails ? await hostedEnvironments(connection) : undefined;
  const places = new Semaphore(parallel);
  const look = async (id: string) => {
    if (signal.aborted) return;
    try {
      const rows = await rowsOf(connection, { id, hosted, hasDetails, clean });
      if (isGoingOn(signal)) onAccount(id, rows);
    } catch (error) {
      ending.abort();
      throw error;
    }
  };
  await Promise.all(accounts.map((id) => places.runExclusive(() => look(id))));
}

/** It may have ended meanwhile. */
const isGoingOn = ({ aborted }: AbortSignal) => !aborted;

interface Look {
  id: string;
  hasDetails: boolean;
  clean: (text: string) => string;
  /** The ids of the environments of cloud hosting; undefined if nobody can tell. */
  hosted: Set<string> | undefined;
}

async function rowsOf(
  { api, discovery, deadline }: Connection,
  { id, hosted, hasDetails, clean }: Look,
): Promise<Row[]> {
  const details =
    hasDetails && id !== "" ? await tried(discovery.details(id, deadline())) : undefined;
  const account: Account = { id, name: nameIn(details, clean) };
  const environments = await tried(discovery.environments(id, deadline()));
  if (environments instanceof ApiError) {
    const isForbidden = environments.problem.errcode === 61007;
    const granted = isForbidden
      ? (details ?? (await tried(discovery.details(id, deadline()))))
      : undefined;
    return [accountRow(account, unreadable(environments, missingSet(granted)))];
  }
  const rows: Row[] = [];
  for (const environment of environments) {
    const { env } = environment;
    const target = { env, ...(id !== "" && { authorizerAppId: id }) };
    const live = await tried<Observation>(api.get(target, deadline()));
    const kind = hosted && (hosted.has(env) ? "run" : "tcb");
    const [alias, status] = [clean(environment.alias), clean(environment.status)];
    rows.push(environmentRow(account, { env, alias, status, kind: kind ?? null }, live));
  }
  return rows.length > 0 ? rows : [accountRow(account, "NO_ENVIRONMENT")];
}

type Details = Awaited<ReturnType<Connection["discovery"]["details"]>>;

function nameIn(details: Details | ApiError | undefined, clean: Look["clean"]): string | null {
  return details === undefined || details instanceof ApiError ? null : clean(details.name);
}

function missingSet(details: Details | ApiError | undefined): string | undefined {
  if (details === undefined || details instanceof ApiError) return undefined;
  const { permissionSets } = details;
  if (permissionSets.includes(PERMISSION_SET)) return undefined;
  return `permission set ${PERMISSION_SET} missing, has ${permissionSets.join(", ") || "none"}`;
}

/** Without the platform's own token nobody can tell which environments are of cloud hosting. */
async function hostedEnvironments({ discovery, deadline }: Connection) {
  const hosted = await tried(discovery.cloudRunEnvironments(deadline()));
  return hosted instanceof ApiError ? undefined : hosted;
}

/** The result, or what WeChat said instead. */
export async function tried<T>(work: Promise<T>): Promise<T | ApiError> {
  return work.catch((error: unknown) => {
    if (error instanceof ApiError) return error;
    throw error;
  });
}
