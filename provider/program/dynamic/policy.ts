import * as pulumi from "@pulumi/pulumi";
import { type CloudAccessTokenPolicyArgs, PolicyResource, withOutputs } from "../args";
import { withUniqueEnvironment } from "../unique-environment";
import { warnOfPlainSecrets } from "../plain-secrets";
import { warnOfWhitelist } from "./whitelist-warnings";
import { PROVIDER, TYPE } from "./reference";
import { runError } from "../run-error";

/**
 * Which WeChat APIs the cloud services of one CloudBase environment may call with
 * `cloudbase_access_token`: WeChat's `POST /tcb/usecloudaccesstoken` as a resource.
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
   * Declares the policy of one environment.
   *
   * @param name The resource's name in the stack.
   * @param args Which environment, and what it may call.
   * @param opts Pulumi's options; `import` is not possible for a dynamic resource.
   */
  constructor(name: string, args: CloudAccessTokenPolicyArgs, opts?: pulumi.CustomResourceOptions) {
    if (opts?.import !== undefined) {
      throw runError(
        `CloudAccessTokenPolicy "${name}": Pulumi cannot import dynamic resources. Leave "import" out: ` +
          "up adopts a policy that is already as declared, without writing",
      );
    }
    super(
      TYPE,
      name,
      withOutputs({ ...withUniqueEnvironment(name, args, opts?.parent), __provider: PROVIDER }),
      opts,
    );
    warnOfPlainSecrets();
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- the base is Pulumi's own class, see PolicyResource
    warnOfWhitelist(this, { ...args });
  }
}
