import * as pulumi from "@pulumi/pulumi";
import { NAMESPACE } from "../../core/constants";
import type { ConnectedProvider } from "../../host/create-lifecycle";
import type { SettingInputs } from "../../wechat/settings";
import { runError } from "../run-error";

/** One for each set of settings: a process may run the programs of several stacks. */
const providers = new Map<string, ConnectedProvider>();

/**
 * Asks WeChat in the program's own process, so with the environment and the configuration that the program
 * sees. Pulumi shows the message of an error alone.
 */
export async function lookUp<Result>(
  work: (provider: ConnectedProvider) => Promise<Result>,
): Promise<Result> {
  // A program that never calls this must not load the HTTP client.
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { createProvider } =
    require("../../host/create-lifecycle") as typeof import("../../host/create-lifecycle");
  const { readSettings } =
    require("../../wechat/settings") as typeof import("../../wechat/settings");
  const { getOrCreate } =
    require("../../core/process-state") as typeof import("../../core/process-state");
  const { ApiError, PolicyError } =
    require("../../core/errors") as typeof import("../../core/errors");
  /* eslint-enable @typescript-eslint/no-require-imports */
  try {
    const inputs: SettingInputs = {
      environment: process.env,
      config: (key) => pulumi.runtime.getConfig(`${NAMESPACE}:${key}`),
    };
    const warn = (message: string) => void pulumi.log.warn(message);
    const key = JSON.stringify(readSettings(inputs));
    return await work(getOrCreate(providers, key, () => createProvider({ ...inputs, warn })));
  } catch (error) {
    // Anything else is a mistake in this package, whose stack is wanted.
    const isForeseen = error instanceof PolicyError || error instanceof ApiError;
    throw isForeseen ? runError(error.message, { cause: error }) : error;
  }
}
