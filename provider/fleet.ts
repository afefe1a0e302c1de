import * as pulumi from "@pulumi/pulumi";
import { fleetProblems, isPaths } from "./fleet-problems";
import { FLEET } from "./names";
import type { CloudAccessTokenPolicyArgs, PolicyResource } from "./resource";

/** What one environment of a CloudAccessTokenPolicies may call, where that is more than its paths. */
export interface EnvironmentPolicyArgs extends Pick<
  CloudAccessTokenPolicyArgs,
  "apiWhitelist" | "onConflict" | "onDelete" | "restoreTo"
> {
  /** Not here: the switch is the whole account's, so it is given beside `environments`. */
  open?: never;
  /**
   * Names that this environment's resource had before, as in Pulumi's option of that name:
   * `[{ name: "production", parent: pulumi.rootStackResource }]` takes a single policy over, with
   * nothing written.
   */
  aliases?: pulumi.Input<pulumi.URN | pulumi.Alias>[] | undefined;
}

/** The inputs of a CloudAccessTokenPolicies: all environments of one account. */
export interface CloudAccessTokenPoliciesArgs {
  /**
   * The app id of the mini program that the environments belong to, for a stack that manages several.
   * Default: the account of the configuration. A change writes nothing: an environment belongs to one account.
   */
  authorizerAppId?: CloudAccessTokenPolicyArgs["authorizerAppId"];
  /**
   * The switch of the WHOLE ACCOUNT: may cloud services use `cloudbase_access_token` at all. Every
   * environment's policy stands for it, so it stays when one of them goes. Left out, the switch stays as
   * it is.
   */
  open?: CloudAccessTokenPolicyArgs["open"];
  /**
   * What update and destroy do, in environments that do not say it themselves, when somebody else
   * changed a policy since the last up or refresh, or with the plugin since the look that they begin
   * with: `"fail"` (default) names what differs, `"overwrite"` writes.
   */
  onConflict?: CloudAccessTokenPolicyArgs["onConflict"];
  /**
   * What destroy does in environments that do not say it themselves: `"restore"` (default) puts back
   * what create had found, `"retain"` writes nothing, `"revoke"` sets the whitelist to `[]`.
   */
  onDelete?: CloudAccessTokenPolicyArgs["onDelete"];
  /**
   * By environment id, at least one: the paths that its cloud services may call, or an object where
   * there is more to say. The ids must be known when the program runs; what they may call need not be.
   */
  environments: Readonly<
    Record<string, CloudAccessTokenPolicyArgs["apiWhitelist"] | EnvironmentPolicyArgs>
  >;
}

/** The class of one policy in either adapter. */
type PolicyClass<Policy> = new (
  name: string,
  args: CloudAccessTokenPolicyArgs,
  opts: pulumi.CustomResourceOptions,
) => Policy;

/** What both adapters' components have in common: one policy for each environment of one account. */
export abstract class PolicyFleet<Policy extends PolicyResource> extends pulumi.ComponentResource {
  /** The policies, by environment id; each is named after its environment. */
  readonly policies: Readonly<Record<string, Policy>>;
  /** WeChat's version of each policy, by environment id. */
  readonly versions: pulumi.Output<Record<string, number>>;

  protected constructor(
    policyClass: PolicyClass<Policy>,
    name: string,
    args: CloudAccessTokenPoliciesArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const problems = fleetProblems(args);
    if (problems.length > 0) {
      throw new pulumi.RunError(`CloudAccessTokenPolicies "${name}": ${problems.join("; ")}`);
    }
    super(FLEET, name, {}, opts);
    const { environments, ...account } = args;
    const policies = Object.entries(environments).map(([env, given]) => {
      const { aliases = [], ...own } = isPaths(given) ? { apiWhitelist: given } : given;
      const inputs = {
        ...own,
        env,
        authorizerAppId: account.authorizerAppId,
        open: account.open,
        onConflict: own.onConflict ?? account.onConflict,
        onDelete: own.onDelete ?? account.onDelete,
      };
      // An environment's id is unique in WeChat, so no prefix is needed: a fleet may be renamed and an
      // environment handed to another fleet without a change.
      return [env, new policyClass(env, inputs, { parent: this, aliases })] as const;
    });
    this.policies = Object.fromEntries(policies);
    const versions = policies.map(([env, { version }]) => [env, version] as const);
    this.versions = pulumi.output(Object.fromEntries(versions));
    this.registerOutputs({ versions: this.versions });
  }
}
