import type * as pulumi from "@pulumi/pulumi";
import type { CloudAccessTokenPoliciesArgs } from "../args";
import { PoliciesComponent } from "../policies-component";
import { CloudAccessTokenPolicy } from "./policy";

/**
 * Which WeChat APIs the cloud services of all environments of one account may call, and the account's
 * switch in one place: one CloudAccessTokenPolicy for each environment.
 *
 * ```ts
 * new CloudAccessTokenPolicies("shop", {
 *   open: true,
 *   environments: {
 *     "myttest-8gu57so0bd9f9e8a": ["/wxa/msg_sec_check"],
 *     "myttest-staging-1a2b3c4d": { apiWhitelist: ["/*"], onDelete: "revoke" },
 *   },
 * });
 * ```
 */
export class CloudAccessTokenPolicies extends PoliciesComponent<CloudAccessTokenPolicy> {
  /**
   * Declares the policies of one account.
   *
   * @param name The component's name in the stack.
   * @param args The account's environments, and what each may call.
   * @param opts Pulumi's options for a component: what it hands down reaches every policy.
   */
  constructor(
    name: string,
    args: CloudAccessTokenPoliciesArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(CloudAccessTokenPolicy, name, args, opts);
  }
}
