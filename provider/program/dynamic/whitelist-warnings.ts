import * as pulumi from "@pulumi/pulumi";
import type { CloudAccessTokenPolicyArgs } from "../args";

type Warnings = typeof import("../../core/whitelist-warnings");

/**
 * Tells the user what is doubtful in a resource's whitelists, as soon as they are known. In the program
 * and not in the provider's host: that one is not told what is secret.
 */
export function warnOfWhitelist(resource: pulumi.Resource, args: CloudAccessTokenPolicyArgs): void {
  for (const input of ["apiWhitelist", "restoreTo"] as const) {
    // Most lists are plain and without doubt: no outputs for these, which cost more than all else here.
    if (isPlain(args[input]) && warningsOf({ [input]: args[input] }).length === 0) continue;
    const given = pulumi.output(args[input]);
    // The engine has the resource then: a message about one that it refused would never be shown.
    pulumi.all([given, resource.urn]).apply(async ([value]) => {
      const isSecret = await pulumi.isSecret(given);
      for (const message of warningsOf({ [input]: value }, isSecret)) {
        await pulumi.log.warn(message, resource);
      }
    });
  }
}

function isPlain(list: unknown): boolean {
  return (
    list === undefined || (Array.isArray(list) && list.every((item) => typeof item === "string"))
  );
}

function warningsOf(inputs: Record<string, unknown>, isSecret = false): string[] {
  // A program that only imports the package must not load the list of paths.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- lazily
  const lazily = require("../../core/whitelist-warnings") as Warnings;
  return lazily.inputWarnings(inputs, () => isSecret);
}
