import type { ServiceError } from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { propsOf, structOf } from "../../support/engine/double/engine-service";
import { ask, type ProviderClient } from "../../support/engine/double/provider-client";
import { type Props, secret } from "../../support/engine/value";
import { urn, withPlugin } from "../../support/plugin";
import { PRODUCTION } from "../../support/world";

const good: Props = { env: PRODUCTION, apiWhitelist: ["/a", "/b"] };

describe("secrets", () => {
  it("are marked again in what is stored, with all that tells the same", () =>
    withPlugin(async ({ client: { rpc }, emulator }) => {
      const inputs = { ...good, apiWhitelist: ["/a", secret("/b")] };
      const request = new proto.CreateRequest().setUrn(urn).setProperties(structOf(inputs));
      const created = await ask<proto.CreateResponse>((done) => rpc.create(request, done));
      const outputs = propsOf(created.getProperties());
      expect(outputs).toMatchObject({
        apiWhitelist: secret(["/a", "/b"]),
        original: secret({ open: true, apiWhitelist: ["/*"] }),
        version: 2,
      });
      emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/z"] });
      const read = await ask<proto.ReadResponse>((done) =>
        rpc.read(
          new proto.ReadRequest()
            .setUrn(urn)
            .setId(PRODUCTION)
            .setProperties(structOf(outputs))
            .setInputs(structOf(inputs)),
          done,
        ),
      );
      expect(propsOf(read.getInputs())).toEqual({ ...good, apiWhitelist: secret(["/z"]) });
      expect(propsOf(read.getProperties())).toMatchObject({ apiWhitelist: secret(["/z"]) });

      const check = new proto.CheckRequest().setUrn(urn).setNews(structOf(inputs));
      const checked = await ask<proto.CheckResponse>((done) => rpc.check(check, done));
      expect(propsOf(checked.getInputs())).toEqual({ ...good, apiWhitelist: secret(["/a", "/b"]) });
    }));
});

it("secrets that the inputs have, and the state not yet, are marked by a read", () =>
  withPlugin(async ({ client }) => {
    const { outputs } = await client.create(urn, good);
    const inputs = { ...good, apiWhitelist: secret(["/a", "/b"]) };
    const request = new proto.ReadRequest()
      .setUrn(urn)
      .setId(PRODUCTION)
      .setProperties(structOf(outputs))
      .setInputs(structOf(inputs));
    const read = await ask<proto.ReadResponse>((done) => client.rpc.read(request, done));
    expect(propsOf(read.getInputs())).toEqual(inputs);
    expect(propsOf(read.getProperties())).toMatchObject({
      apiWhitelist: inputs.apiWhitelist,
      original: secret(outputs["original"] ?? null),
    });
  }));

describe("secrets of an update", () => {
  const inputs = { ...good, apiWhitelist: secret(["/a"]) };
  const call = (client: ProviderClient, olds: Props, isPreview: boolean) =>
    ask<proto.UpdateResponse>((done) =>
      client.rpc.update(
        new proto.UpdateRequest()
          .setUrn(urn)
          .setId(PRODUCTION)
          .setOlds(structOf(olds))
          .setNews(structOf(inputs))
          .setPreview(isPreview),
        done,
      ),
    );

  it("are marked again, in its preview too", () =>
    withPlugin(async ({ client }) => {
      const { outputs } = await client.create(urn, good);
      const marked = {
        apiWhitelist: secret(["/a"]),
        original: secret(outputs["original"] ?? null),
      };
      expect(propsOf((await call(client, outputs, true)).getProperties())).toMatchObject(marked);
      const response = await call(client, outputs, false);
      expect(propsOf(response.getProperties())).toMatchObject(marked);
      expect(response.getRefreshBeforeUpdate()).toBe(true);
    }));

  it("are marked in what an unverified write leaves, with the inputs that state stands for", () =>
    withPlugin(async ({ client, emulator }) => {
      const { outputs } = await client.create(urn, good);
      emulator.faults.add({ on: { action: "get" }, skip: 1, times: 4, status: 503 });
      const error: unknown = await new Promise((resolve) => {
        const request = new proto.UpdateRequest()
          .setUrn(urn)
          .setId(PRODUCTION)
          .setOlds(structOf(outputs))
          .setNews(structOf(inputs));
        client.rpc.update(request, resolve);
      });
      const detail = partialOf(error as ServiceError);
      expect(propsOf(detail.getProperties())).toMatchObject({
        apiWhitelist: secret(["/a", "/b"]),
        unverified: secret({ open: true, apiWhitelist: ["/a"] }),
      });
      expect(propsOf(detail.getInputs())).toEqual({ ...good, apiWhitelist: secret(["/a", "/b"]) });
      expect(detail.getRefreshBeforeUpdate()).toBe(true);
    }));
});

function partialOf({ metadata }: ServiceError): proto.ErrorResourceInitFailed {
  const [bytes] = metadata.get("grpc-status-details-bin");
  const [any] = Status.deserializeBinary(new Uint8Array(bytes as Buffer)).getDetailsList();
  return proto.ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() ?? new Uint8Array());
}
