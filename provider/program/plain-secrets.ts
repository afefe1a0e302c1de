import * as pulumi from "@pulumi/pulumi";
import { plainSecretAdvice, type SettingKey, secretKeys } from "../core/setting-names";
import { NAMESPACE } from "../core/constants";

/** The stacks whose configuration was looked at: a process of the Automation API runs several. */
const seen = new WeakSet<pulumi.Resource>();

/** Not in the SDK's types; a program's `Config` asks it too. */
type Runtime = typeof pulumi.runtime & { isConfigSecret?: (name: string) => boolean };

/**
 * Warns, once for each stack, of a secret that its configuration has in plain text. In the program,
 * because neither adapter's process is told what the configuration marks as secret.
 */
export function warnOfPlainSecrets(): void {
  const stack = pulumi.runtime.getStackResource();
  if (!stack || seen.has(stack)) return;
  seen.add(stack);
  const { getConfig, isConfigSecret }: Runtime = pulumi.runtime;
  for (const key of secretKeys as ReadonlySet<SettingKey>) {
    const name = `${NAMESPACE}:${key}`;
    if (getConfig(name) === undefined || isConfigSecret?.(name) !== false) continue;
    const { message, remedy } = plainSecretAdvice(key);
    void pulumi.log.warn(`${message}. ${remedy}`);
  }
}
