import { ApiError } from "../../provider/core/errors";
import type { Connection } from "../connection";
import type { Check, CheckName } from "./check";

/** The permission set of the policy's API, and the one that it needs. */
const NEEDED = [49, 18];
/** The API that everything here is about. */
const PATH = "/tcb/usecloudaccesstoken";

/** Which permission sets the account has granted to the platform. Only the platform can ask. */
export async function checkPermissionSets(
  { discovery, deadline }: Connection,
  account: string,
): Promise<Check[]> {
  return told("permission", async () => {
    const { name, permissionSets } = await discovery.details(account, deadline());
    const missing = NEEDED.filter((id) => !permissionSets.includes(id));
    const message = `${account} ${name} has granted the permission sets ${permissionSets.join(", ") || "none"}`;
    if (missing.length === 0) return { name: "permission", status: "ok", message };
    const remedy = `Let the account authorize permission set ${missing.join(" and ")}`;
    return { name: "permission", status: "problem", message, remedy };
  });
}

/** What is left of the quota of the policy's API. */
export async function checkQuota(
  { discovery, deadline }: Connection,
  account: string,
): Promise<Check[]> {
  return told("quota", async () => {
    const { dailyLimit, remain } = await discovery.quota(PATH, account, deadline());
    const message = `${remain} of ${dailyLimit} calls of ${PATH} are left today`;
    if (remain > 0) return { name: "quota", status: "ok", message };
    const remedy = "Wait for the next day, or clear the quota in WeChat's console";
    return { name: "quota", status: "problem", message, remedy };
  });
}

/** What WeChat does not tell is a warning: everything else may work. */
async function told(name: CheckName, look: () => Promise<Check>): Promise<Check[]> {
  try {
    return [await look()];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { summary, remedy } = error.problem;
    return [{ name, status: "warning", message: `not told: ${summary}`, remedy }];
  }
}
