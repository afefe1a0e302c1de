import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { CheckFailure } from "../../core/validation";
import { marshal } from "./values";

/** What check answers: the inputs, with the secrets marked again, and what is wrong. */
export function checked(
  props: object,
  failures: CheckFailure[],
  secrets: ReadonlySet<string>,
): proto.CheckResponse {
  return new proto.CheckResponse()
    .setInputs(marshal(props, secrets))
    .setFailuresList(failures.map(failureOf));
}

/** One of them, as the protocol has it. */
export function failureOf({ property, reason }: CheckFailure): proto.CheckFailure {
  return new proto.CheckFailure().setProperty(property).setReason(reason);
}
