import * as pulumi from "@pulumi/pulumi";
import { TYPE as DYNAMIC } from "../dynamic/reference";
import { RESOURCE } from "../../core/constants";
import { type CloudAccessTokenPolicyArgs, PolicyResource, withOutputs } from "../args";
import { warnOfPlainSecrets } from "../plain-secrets";
import { withUniqueEnvironment } from "../unique-environment";

/**
 * Which WeChat APIs the cloud services of one CloudBase environment may call with
 * `cloudbase_access_token`: WeChat's `POST /tcb/usecloudaccesstoken` as a resource of the plugin
 * `pulumi-resource-wechat-cloudbase`. A stack's dynamic resource of the same name becomes this one.
 *
 * ```ts
 * new CloudAccessTokenPolicy("production", {
 *   env: "myttest-8gu57so0bd9f9e8a",
 *   apiWhitelist: ["/wxa/msg_sec_check"],
 * });
 * ```
 */
export class CloudAccessTokenPolicy extends PolicyResource {
  /**
   * Looks at an existing policy without managing it.
   *
   * @param name The resource's name in the stack.
   * @param id `<env>` or `<authorizerAppId>/<env>`, as for an import.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): CloudAccessTokenPolicy {
    return new CloudAccessTokenPolicy(name, undefined as never, { ...opts, id });
  }

  /**
   * Declares the policy of one environment.
   *
   * @param name The resource's name in the stack.
   * @param args Which environment, and what it may call.
   * @param opts Pulumi's options. `import` takes `<env>` or `<authorizerAppId>/<env>`; the id is then `<env>`.
   */
  constructor(name: string, args: CloudAccessTokenPolicyArgs, opts?: pulumi.CustomResourceOptions) {
    const aliased = pulumi.mergeOptions({ aliases: [{ type: DYNAMIC }] }, opts);
    const isManaged = opts?.id === undefined;
    const inputs = isManaged ? withUniqueEnvironment(name, args, opts?.parent) : {};
    super(RESOURCE, name, withOutputs({ ...inputs }), aliased);
    warnOfPlainSecrets();
  }
}
