/** What is looked at, in the order in which it is told. */
export type CheckName =
  | "node"
  | "sdk"
  | "setting"
  | "source"
  | "endpoint"
  | "ip"
  | "token"
  | "permission"
  | "environment"
  | "quota";

/** `skipped`: it could not be looked at; the message says why. */
export type Status = "ok" | "warning" | "problem" | "skipped";

/** One line of the doctor's report. */
export interface Check {
  name: CheckName;
  status: Status;
  /** What was found. */
  message: string;
  /** What to do. */
  remedy?: string;
  /** WeChat's errcode, if that is what was found. */
  errcode?: number;
  /** WeChat's request id, for its support. */
  rid?: string;
  /** The address from which WeChat saw the request, if it said so. */
  ip?: string;
}
