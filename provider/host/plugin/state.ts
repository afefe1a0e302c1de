import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { PolicyError } from "../../core/errors";
import { inputsOf, type PolicyState } from "../../core/policy";
import { parseState } from "../../core/state";
import { marshal } from "./values";

/** What was there before, or was to be made, is as secret as what the program gives. */
export function outputs(state: object, secrets: ReadonlySet<string>): Struct {
  const isSecret = ["apiWhitelist", "open", "restoreTo"].some((input) => secrets.has(input));
  return marshal(state, new Set([...secrets, ...(isSecret ? ["original", "unverified"] : [])]));
}

/** What was there at first stays a secret if it was one, whatever the program marks by now. */
export function withOriginal(secrets: ReadonlySet<string>, isSecret: boolean): ReadonlySet<string> {
  return isSecret ? new Set([...secrets, "original"]) : secrets;
}

/** The state that the engine handed over; throws if it is none of this resource. */
export function stored(olds: Readonly<Record<string, unknown>>): PolicyState {
  const state = parseState(olds);
  if (state) return state;
  throw new Error("the stored outputs are not those of a CloudAccessTokenPolicy");
}

/** A write that was begun and could not be verified: what the engine is to store of the resource. */
export class PartialError extends Error {
  constructor(
    message: string,
    readonly detail: ErrorResourceInitFailed,
  ) {
    super(message);
  }
}

/** Runs a write; if it leaves something behind, the error says what. */
export async function withPartialState<T>(
  secrets: ReadonlySet<string>,
  isRefreshing: boolean,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PolicyError && error.partial)) throw error;
    const { message, partial } = error;
    const detail = new ErrorResourceInitFailed()
      .setId(partial.env)
      .setProperties(outputs(partial, secrets))
      .setInputs(marshal(inputsOf(partial), secrets))
      .setReasonsList([message])
      .setRefreshBeforeUpdate(isRefreshing);
    throw new PartialError(message, detail);
  }
}
