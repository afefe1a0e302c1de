import type { ServiceError } from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { propsOf, structOf } from "../../support/engine/double/engine-service";
import {
  ask,
  type ProviderClient,
  type ProviderError,
} from "../../support/engine/double/provider-client";
import { type Props, secret } from "../../support/engine/value";
import { refusal, urn, withPlugin } from "../../support/plugin";
import { PRODUCTION } from "../../support/world";

const good: Props = { env: PRODUCTION, apiWhitelist: ["/a", "/b"] };
const hidden: Props = { ...good, apiWhitelist: ["/a", secret("/b")] };
const marked = { apiWhitelist: secret(["/a", "/b"]) };
const original = { open: true, apiWhitelist: ["/*"] };

const create = async ({ rpc }: ProviderClient, inputs: Props) => {
  const request = new proto.CreateRequest().setUrn(urn).setProperties(structOf(inputs));
  const response = await ask<proto.CreateResponse>((done) => rpc.create(request, done));
  return propsOf(response.getProperties());
};

const read = async ({ rpc }: ProviderClient, inputs: Props, outputs: Props) => {
  const request = new proto.ReadRequest().setUrn(urn).setId(PRODUCTION);
  request.setProperties(structOf(outputs)).setInputs(structOf(inputs));
  const response = await ask<proto.ReadResponse>((done) => rpc.read(request, done));
  return { inputs: propsOf(response.getInputs()), outputs: propsOf(response.getProperties()) };
};

const updateRequest = (outputs: Props, isPreview = false) =>
  new proto.UpdateRequest()
    .setUrn(urn)
    .setId(PRODUCTION)
    .setOlds(structOf(outputs))
    .setNews(structOf({ ...good, apiWhitelist: secret(["/c"]) }))
    .setPreview(isPreview);

describe("secrets", () => {
  it("are marked again by check and create, with the original that tells the same", () =>
    withPlugin(async ({ client }) => {
      const request = new proto.CheckRequest().setUrn(urn).setNews(structOf(hidden));
      const checked = await ask<proto.CheckResponse>((done) => client.rpc.check(request, done));
      expect(propsOf(checked.getInputs())).toEqual({ ...good, ...marked });
      expect(await create(client, hidden)).toMatchObject({
        ...marked,
        original: secret(original),
        open: true,
        version: 2,
      });
    }));

  it("of open mark the original too, and leave the whitelist bare", () =>
    withPlugin(async ({ client }) => {
      expect(await create(client, { ...good, open: secret(true) })).toMatchObject({
        ...good,
        open: secret(true),
        original: secret(original),
      });
    }));

  it("of restoreTo mark the original too", () =>
    withPlugin(async ({ client }) => {
      expect(await create(client, { ...good, restoreTo: secret(["/*"]) })).toMatchObject({
        ...good,
        restoreTo: secret(["/*"]),
        original: secret(original),
      });
    }));

  it("are marked by a read, whether state has the marks or only the inputs", () =>
    withPlugin(async ({ client, emulator }) => {
      const bare = await create(client, good);
      emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/z"] });
      const z = { apiWhitelist: secret(["/z"]) };
      const stored = { ...bare, ...marked, original: secret(original) };
      for (const [inputs, outputs] of [
        [good, stored],
        [hidden, bare],
      ] as const) {
        const found = await read(client, inputs, outputs);
        expect(found.inputs).toEqual({ ...good, ...z });
        expect(found.outputs).toMatchObject({ ...z, original: secret(original) });
      }
    }));

  it("are marked by an update, and by its preview", () =>
    withPlugin(async ({ client }) => {
      const bare = await create(client, good);
      for (const isPreview of [true, false]) {
        const response = await ask<proto.UpdateResponse>((done) =>
          client.rpc.update(updateRequest(bare, isPreview), done),
        );
        expect(propsOf(response.getProperties())).toMatchObject({
          apiWhitelist: secret(["/c"]),
          original: secret(original),
        });
        expect(response.getRefreshBeforeUpdate()).toBe(true);
      }
    }));

  it("stay marked in original where the program marks nothing any more", () =>
    withPlugin(async ({ client }) => {
      const outputs = await create(client, hidden);
      const old = { inputs: hidden, outputs };
      const bare = { ...good, apiWhitelist: ["/c"] };
      const { outputs: updated } = await client.update({ urn, id: PRODUCTION }, old, bare);
      const stored = { ...bare, original: secret(original) };
      expect(updated).toMatchObject(stored);
      await client.read({ urn, id: PRODUCTION }, { inputs: bare, outputs: updated });
      expect(await create(client, bare)).toMatchObject(stored);
    }));

  it("are marked in what an unverified write leaves, and in the inputs of that state", () =>
    withPlugin(async ({ client, emulator }) => {
      const bare = await create(client, good);
      emulator.faults.add({ on: { action: "get" }, skip: 1, times: 4, status: 503 });
      const error: unknown = await new Promise((resolve) => {
        client.rpc.update(updateRequest(bare), resolve);
      });
      const detail = partialOf(error as ServiceError);
      expect(propsOf(detail.getProperties())).toMatchObject({
        ...marked,
        unverified: secret({ open: true, apiWhitelist: ["/c"] }),
      });
      expect(propsOf(detail.getInputs())).toEqual({ ...good, ...marked });
      expect(detail.getRefreshBeforeUpdate()).toBe(true);
    }));
});

it("a secret path is in no message and in nothing that is stored in plain text", () =>
  withPlugin(async ({ client, emulator, logged }) => {
    const inputs = { ...good, apiWhitelist: secret(["/a", "/canary-1"]) };
    const subject = { urn, id: PRODUCTION };
    const told: unknown[] = [];
    const refused = (work: Promise<unknown>) =>
      work.then(
        () => Promise.reject(new Error("it succeeded")),
        (error: unknown) => {
          const { message, partial } = error as ProviderError;
          told.push(message, partial);
        },
      );
    const keepsOne = () => {
      emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/canary-1"] });
    };
    const fault = emulator.faults.add({ on: { action: "set" }, times: Infinity, after: keepsOne });
    await refused(client.create(urn, inputs));
    fault.remove();
    const { outputs } = await client.create(urn, inputs);
    emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/canary-4"] });
    const old = { inputs, outputs };
    await refused(client.update(subject, old, { ...inputs, apiWhitelist: secret(["/canary-5"]) }));
    await refused(client.delete(subject, old));
    const wrong = { ...inputs, restoreTo: secret(["/canary-2?"]), open: secret("canary-3") };
    told.push((await client.check({ urn }, {}, wrong)).failures);
    await client.delete(subject, old);

    const bare = JSON.stringify([told, outputs, logged], (_key, value: unknown) =>
      isSecret(value) ? "a secret" : value,
    );
    expect(bare).not.toContain("canary");
    expect(bare.match(/a secret/g)?.length).toBeGreaterThan(5);
  }));

const isSecret = (value: unknown) =>
  typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value;

function partialOf({ metadata }: ServiceError): proto.ErrorResourceInitFailed {
  const [bytes] = metadata.get("grpc-status-details-bin");
  const [any] = Status.deserializeBinary(new Uint8Array(bytes as Buffer)).getDetailsList();
  return proto.ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() ?? new Uint8Array());
}

it("what was a secret until now is not told by what an update finds changed", () =>
  withPlugin(async ({ client, emulator }) => {
    const inputs = { ...good, apiWhitelist: secret(["/canary-1"]) };
    const { outputs } = await client.create(urn, inputs);
    emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/canary-2"] });
    const error = await refusal(client.update({ urn, id: PRODUCTION }, { inputs, outputs }, good));
    expect(error.message).toContain("a secret, not shown here");
    expect(error.message).not.toContain("canary");
  }));

it.each(["restoreTo", "original"])(
  "a secret %s is not told by what a delete finds changed",
  (which) =>
    withPlugin(async ({ client, emulator }) => {
      const paths = ["/canary-1", "/canary-2"];
      const inputs = which === "restoreTo" ? { ...good, restoreTo: secret(paths) } : good;
      const made = await client.create(urn, inputs);
      const first = secret({ open: true, apiWhitelist: paths });
      const outputs = which === "original" ? { ...made.outputs, original: first } : made.outputs;
      const after = () => {
        emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/canary-1"] });
      };
      emulator.faults.add({ on: { action: "set" }, times: 1, after });
      await expect(client.delete({ urn, id: PRODUCTION }, { inputs, outputs })).rejects.toThrow(
        "kept only a part of apiWhitelist (a secret, not shown here)",
      );
    }),
);
