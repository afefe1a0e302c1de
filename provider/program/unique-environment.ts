import * as pulumi from "@pulumi/pulumi";
import type { CloudAccessTokenPolicyArgs } from "./args";
import { runError } from "./run-error";

/**
 * Which resource manages which environment, by stack: a process of the Automation API runs the programs
 * of several.
 */
const managed = new WeakMap<pulumi.Resource, Map<string, string>>();

/**
 * The arguments of a resource, whose env is refused as soon as it is known if another resource of
 * the program has the same: one of the two would undo what the other does, at each up.
 */
export function withUniqueEnvironment(
  name: string,
  args: CloudAccessTokenPolicyArgs,
  parent?: pulumi.Resource,
): CloudAccessTokenPolicyArgs {
  const stack = pulumi.runtime.getStackResource();
  if (!stack) return args;
  const resources = managed.get(stack) ?? new Map<string, string>();
  managed.set(stack, resources);
  // The children of components have the names of their environments: only the component tells them apart.
  const component = (parent as { __name?: string } | undefined)?.__name;
  const label = component === undefined ? name : `${component}/${name}`;
  const claim = (env: string): string => {
    const other = resources.get(env);
    resources.set(env, label);
    if (other === undefined) return env;
    throw runError(
      `CloudAccessTokenPolicy "${label}": env: "${other}" manages ${JSON.stringify(env)} already. ` +
        "Keep one CloudAccessTokenPolicy for each environment",
    );
  };
  const { env } = args;
  if (typeof env === "string") return { ...args, env: claim(env) };
  // What is no string, and no output of one, is the check's to refuse.
  const claimKnown = (known: string) => (typeof known === "string" ? claim(known) : known);
  return { ...args, env: pulumi.output(env).apply(claimKnown) };
}
