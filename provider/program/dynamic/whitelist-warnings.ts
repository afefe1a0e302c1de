import * as pulumi from "@pulumi/pulumi";
import type { CloudAccessTokenPolicyArgs } from "../args";

type Warnings = typeof import("../../core/whitelist-warnings");

/**
 * Tells the user what is doubtful in a resource's whitelists, as soon as they are known. In the program
 * and not in the provider's host: that one is not told what is secret.
 */
export function warnOfWhitelist(resource: pulumi.Resource, args: CloudAccessTokenPolicyArgs): void {
  for (const input of ["apiWhitelist", "restoreTo"] as const) {
    const given = pulumi.output(args[input]);
    // The engine has the resource then: a message about one that it refused would never be shown.
    pulumi.all([given, resource.urn]).apply(async ([value]) => {
      const isSecret = await pulumi.isSecret(given);
      // A program that only imports the package must not load the list of paths.
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- lazily
      const lazily = require("../../core/whitelist-warnings") as Warnings;
      for (const message of lazily.inputWarnings({ [input]: value }, () => isSecret)) {
        await pulumi.log.warn(message, resource);
      }
    });
  }
}
