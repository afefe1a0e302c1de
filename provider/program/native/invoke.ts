import * as pulumi from "@pulumi/pulumi";
import { runError } from "../run-error";

/** Calls a function of the plugin. Pulumi shows the message of its errors alone. */
export async function invoke<Result>(
  token: string,
  args: pulumi.Inputs,
  opts?: pulumi.InvokeOptions,
): Promise<Result> {
  try {
    return (await pulumi.runtime.invoke(token, args, opts)) as Result;
  } catch (error) {
    // One of gRPC means that the engine is going: Pulumi knows it by its code.
    if (!(error instanceof Error) || "code" in error) throw error;
    throw runError(error.message, { cause: error });
  }
}
