import * as pulumi from "@pulumi/pulumi";
import type { AuthorizedAccount, CloudBaseEnvironment } from "../core/discovery";
import type { ApiPath } from "../core/known-paths";
import type {
  Observation,
  OnConflict,
  OnDelete,
  Policy,
  PolicyInputs,
  PolicyTarget,
} from "../core/policy";

/** What both adapters' resource classes have in common: what a program gives, and what it gets. */

/**
 * The inputs of a CloudAccessTokenPolicy. Each may be a plain value or an output of another resource.
 */
export interface CloudAccessTokenPolicyArgs {
  /**
   * The environment's id, e.g. `myttest-8gu57so0bd9f9e8a`. A change replaces the resource.
   */
  env: pulumi.Input<PolicyInputs["env"]>;
  /**
   * The app id of the mini program that the environment belongs to, for a stack that manages several.
   * Default: the account of the configuration. A change writes nothing: an environment belongs to one account.
   */
  authorizerAppId?: pulumi.Input<string | undefined>;
  /**
   * The paths that cloud services may call, e.g. `/wxa/msg_sec_check`: with a leading slash, without
   * host and parameters. A set: neither order nor duplicates mean anything. `["/*"]` is everything,
   * `[]` is nothing.
   */
  apiWhitelist: pulumi.Input<pulumi.Input<ApiPath>[]>;
  /**
   * The switch of the WHOLE ACCOUNT: may cloud services use `cloudbase_access_token` at all. Left out,
   * this resource leaves the switch as it finds it.
   */
  open?: pulumi.Input<boolean | undefined>;
  /**
   * What update and destroy do when somebody else changed the policy since the last up or refresh, or
   * with the plugin since the look that they begin with: `"fail"` (default) names what differs,
   * `"overwrite"` writes.
   */
  onConflict?: pulumi.Input<OnConflict | undefined>;
  /**
   * What destroy does: `"restore"` (default) puts back what create had found, `"retain"` writes
   * nothing, `"revoke"` sets this environment's whitelist to `[]`.
   */
  onDelete?: pulumi.Input<OnDelete | undefined>;
  /**
   * The whitelist that `"restore"` puts back instead of the one that create had found: declared here,
   * neither an import nor a killed create can lose it.
   */
  restoreTo?: pulumi.Input<pulumi.Input<ApiPath>[] | undefined>;
}

/** What one environment of a CloudAccessTokenPolicies may call, if that is more than its paths. */
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

/** Which policy is to be looked up. */
export interface GetCloudAccessTokenPolicyArgs {
  /** The environment's id. */
  env: string;
  /**
   * The app id of the mini program that the environment belongs to. Default: the account of the
   * configuration.
   */
  authorizerAppId?: string | undefined;
}

/** The same, if they are outputs of other resources. */
export interface GetCloudAccessTokenPolicyOutputArgs {
  /** The environment's id. */
  env: pulumi.Input<string>;
  /**
   * The app id of the mini program that the environment belongs to. Default: the account of the
   * configuration.
   */
  authorizerAppId?: pulumi.Input<string | undefined>;
}

/** A policy that is looked at and not managed. */
export interface GetCloudAccessTokenPolicyResult extends PolicyTarget, Observation {
  /** The environment's id: what an import takes. */
  id: string;
}

/** Whose environments are to be listed. */
export interface GetCloudBaseEnvironmentsArgs {
  /** The app id of the mini program. Default: the account of the configuration. */
  authorizerAppId?: string | undefined;
}

/** The same, if it is an output of another resource. */
export interface GetCloudBaseEnvironmentsOutputArgs {
  /** The app id of the mini program. Default: the account of the configuration. */
  authorizerAppId?: pulumi.Input<string | undefined>;
}

/** The accounts that have authorized the third-party platform. */
export interface GetAuthorizedAccountsResult {
  /** In WeChat's order. */
  accounts: AuthorizedAccount[];
}

/** The environments of an account. */
export interface GetCloudBaseEnvironmentsResult {
  /** None if the account has no cloud development. */
  environments: CloudBaseEnvironment[];
}

/** The outputs of a CloudAccessTokenPolicy. */
export interface PolicyOutputs {
  /** The environment's id. */
  readonly env: pulumi.Output<string>;
  /** The account, if the program names it. */
  readonly authorizerAppId: pulumi.Output<string | undefined>;
  /** The live whitelist, without duplicates, ordered like the inputs. */
  readonly apiWhitelist: pulumi.Output<string[]>;
  /** The live switch of the whole account, managed here or not. */
  readonly open: pulumi.Output<boolean>;
  /** As given; left out it acts as `"fail"`. */
  readonly onConflict: pulumi.Output<OnConflict | undefined>;
  /** As given; left out it acts as `"restore"`. */
  readonly onDelete: pulumi.Output<OnDelete | undefined>;
  /** As given. */
  readonly restoreTo: pulumi.Output<string[] | undefined>;
  /** The version WeChat gave the policy; what it counts is not documented. */
  readonly version: pulumi.Output<number>;
  /** What create had found, captured once; absent after an import. */
  readonly original: pulumi.Output<Policy | undefined>;
  /** Whether the program gives `open`. */
  readonly managesOpen: pulumi.Output<boolean>;
  /** What the last write was to make, as long as nobody knows whether it was applied. */
  readonly unverified: pulumi.Output<Policy | undefined>;
}

/** A resource of either adapter. */
export type PolicyResource = pulumi.CustomResource & PolicyOutputs;

/**
 * What both adapters' classes extend: Pulumi's own class, with the outputs' types. A class between
 * would be taken for the program: Pulumi stores the line that called the first class below its own.
 */
export const PolicyResource = pulumi.CustomResource as unknown as Pick<
  typeof pulumi.CustomResource,
  "isInstance"
> &
  (new (...args: ConstructorParameters<typeof pulumi.CustomResource>) => PolicyResource);

/** The inputs with a place for each output, as Pulumi wants them of a resource class. */
export const withOutputs = (inputs: pulumi.Inputs): pulumi.Inputs => ({
  env: undefined,
  authorizerAppId: undefined,
  apiWhitelist: undefined,
  open: undefined,
  onConflict: undefined,
  onDelete: undefined,
  restoreTo: undefined,
  version: undefined,
  original: undefined,
  managesOpen: undefined,
  unverified: undefined,
  ...inputs,
});
