import * as pulumi from "@pulumi/pulumi";
import { COMPONENT_TYPE } from "../core/constants";
import { policiesProblems } from "../core/policies-problems";
import type {
  CloudAccessTokenPoliciesArgs,
  CloudAccessTokenPolicyArgs,
  PolicyResource,
} from "./args";
import { runError } from "./run-error";

/** The class of one policy in either adapter. */
type PolicyClass<Policy> = new (
  name: string,
  args: CloudAccessTokenPolicyArgs,
  opts: pulumi.CustomResourceOptions,
) => Policy;

const isPaths = (given: unknown): given is CloudAccessTokenPolicyArgs["apiWhitelist"] =>
  Array.isArray(given) || pulumi.Output.isInstance(given) || given instanceof Promise;

/** What both adapters' components have in common: one policy for each environment of one account. */
export abstract class PoliciesComponent<Policy extends PolicyResource>
  extends pulumi.ComponentResource
{
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
    const problems = policiesProblems(args, isPaths);
    if (problems.length > 0) {
      throw runError(`CloudAccessTokenPolicies "${name}": ${problems.join("; ")}`);
    }
    super(COMPONENT_TYPE, name, {}, opts);
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
