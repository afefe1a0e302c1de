import { ApiError } from "../../provider/core/errors";
import { EVERYTHING } from "../../provider/core/policy";
import type { Observation } from "../../provider/core/policy";

/** One environment of one account, or what keeps it from being read. */
export interface Row {
  /** The account's app id; "" is the one whose token is used. */
  account: string;
  /** The account's name, with --details. */
  name: string | null;
  env: string | null;
  alias: string | null;
  /** Cloud development, or cloud hosting; null if nobody asked. */
  kind: "tcb" | "run" | null;
  /** `NORMAL`, `HALTED`, `UNAVAILABLE`, or what else WeChat says. */
  status: string | null;
  open: boolean | null;
  version: number | null;
  apiWhitelist: string[] | null;
  /**
   * `WILDCARD`, `CLOSED`, `EMPTY`, `HALTED`, `NO_ENVIRONMENT`, and `UNREADABLE:<errcode>`, behind a space what
   * is missing.
   */
  findings: string[];
}

/** What an inventory file holds. */
export interface Inventory {
  schemaVersion: 1;
  /** Who was asked. */
  endpoint: string;
  /** When the oldest of it was read, or before. ISO 8601. */
  takenAt: string;
  rows: Row[];
}

/** What is known of an account. */
export interface Account {
  id: string;
  name: string | null;
}

const nothing = {
  ...{ env: null, alias: null, kind: null, status: null },
  ...{ open: null, version: null, apiWhitelist: null },
} as const;

/** An account's row if there is no environment to show. */
export function accountRow({ id, name }: Account, finding: string): Row {
  return { account: id, name, ...nothing, findings: [finding] };
}

/** An environment's row: its policy, or the error that came in its place. */
export function environmentRow(
  { id, name }: Account,
  environment: { env: string } & Pick<Row, "alias" | "status" | "kind">,
  live: Observation | ApiError,
): Row {
  const { env, alias, status, kind } = environment;
  const halted = status === "HALTED" ? ["HALTED"] : [];
  const about = { account: id, name, ...nothing, env, alias, kind, status };
  if (live instanceof ApiError) return { ...about, findings: [...halted, unreadable(live)] };
  const { open, version, apiWhitelist } = live;
  const findings = [
    ...(apiWhitelist.includes(EVERYTHING) ? ["WILDCARD"] : []),
    ...(open ? [] : ["CLOSED"]),
    ...(apiWhitelist.length === 0 ? ["EMPTY"] : []),
    ...halted,
  ];
  return { ...about, open, version, apiWhitelist: [...apiWhitelist], findings };
}

/** Whether it is a row as it stands in a file. */
export function isRow(value: unknown): value is Row {
  const { account, findings, apiWhitelist, open, version, ...row } = (value ?? {}) as Fields;
  const texts = [row.name, row.env, row.alias, row.kind, row.status];
  return (
    isText(account) &&
    areTexts(findings) &&
    (apiWhitelist === null || areTexts(apiWhitelist)) &&
    (open === null || typeof open === "boolean") &&
    (version === null || typeof version === "number") &&
    texts.every((text) => text === null || isText(text))
  );
}

type Fields = { [key in keyof Row]?: unknown };
const isText = (value: unknown) => typeof value === "string";
const areTexts = (value: unknown) => Array.isArray(value) && value.every(isText);

/** Whether a row tells of something that could not be read. */
export function isUnreadable({ findings }: Row): boolean {
  return findings.some((finding) => finding.startsWith("UNREADABLE:"));
}

/** The finding for an error: WeChat's errcode, else the socket's, and what the user can do about it. */
export function unreadable({ problem }: ApiError, missing?: string): string {
  const { errcode, summary, remedy } = problem;
  if (errcode !== undefined)
    return `UNREADABLE:${errcode} ${missing ?? summary.replace(`${errcode} `, "")}`;
  // What a token was needed for may stand in front: `no component_access_token: ECONNRESET: …`.
  const socket = /(?:^|: )([A-Z][A-Z0-9_]+):/.exec(summary)?.[1];
  return `UNREADABLE:${socket ?? "NO_ERRCODE"} ${summary}. ${remedy}`;
}
