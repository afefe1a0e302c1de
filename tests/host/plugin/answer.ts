import * as proto from "@pulumi/pulumi/proto/provider_pb";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { structOf } from "../../support/engine/double/engine-service";
import { ask, type ProviderClient } from "../../support/engine/double/provider-client";
import type { Props } from "../../support/engine/value";
import { urn } from "../../support/plugin";

const requests = {
  check: proto.CheckRequest,
  checkConfig: proto.CheckRequest,
  diff: proto.DiffRequest,
  diffConfig: proto.DiffRequest,
  create: proto.CreateRequest,
  read: proto.ReadRequest,
  update: proto.UpdateRequest,
  delete: proto.DeleteRequest,
};

interface Responses {
  check: proto.CheckResponse;
  checkConfig: proto.CheckResponse;
  diff: proto.DiffResponse;
  diffConfig: proto.DiffResponse;
  create: proto.CreateResponse;
  read: proto.ReadResponse;
  update: proto.UpdateResponse;
  delete: Empty;
}

export type Verb = keyof Responses;

/**
 * Sends a request with these fields, as the protocol names them, and returns the response as it is.
 * ProviderClient would mark secrets again, and hide that the plugin had not.
 */
export function answer<V extends Verb>(
  { rpc }: ProviderClient,
  verb: V,
  fields: Record<string, Props | string | number | boolean>,
): Promise<Responses[V]> {
  const request = new requests[verb]();
  for (const [name, value] of Object.entries({ urn, ...fields })) {
    const set = `set${name.charAt(0).toUpperCase()}${name.slice(1)}` as "setUrn";
    request[set]((typeof value === "object" ? structOf(value) : value) as string);
  }
  return ask((done) => Reflect.apply(rpc[verb], rpc, [request, done]) as unknown);
}
