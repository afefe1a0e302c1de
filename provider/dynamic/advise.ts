import * as pulumi from "@pulumi/pulumi";
import type { CloudAccessTokenPolicyArgs } from "../resource";

/**
 * Tells the user what is doubtful in a resource's whitelists, as soon as they are known. In the program
 * and not in the provider's host: that one is not told what is secret.
 */
export function advise(resource: pulumi.Resource, args: CloudAccessTokenPolicyArgs): void {
  for (const input of ["apiWhitelist", "restoreTo"] as const) {
    const given = pulumi.output(args[input]);
    // The engine has the resource then: a message about one that it refused would never be shown.
    pulumi.all([given, resource.urn]).apply(async ([value]) => {
      const isSecret = await pulumi.isSecret(given);
      // A program that only imports the package must not load the list of paths.
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- lazily
      const { adviseInputs } = require("../core/advice") as typeof import("../core/advice");
      for (const message of adviseInputs({ [input]: value }, () => isSecret)) {
        await pulumi.log.warn(message, resource);
      }
    });
  }
}
