import { propsOf } from "../../support/engine/double/engine-service";
import type { ProviderClient } from "../../support/engine/double/provider-client";
import { type Props, secret, secretParts } from "../../support/engine/value";
import { onPlugin, refusal, subject, withPlugin, urn } from "../../support/plugin";
import { PRODUCTION } from "../../support/world";
import { answer } from "./answer";

const good: Props = { env: PRODUCTION, apiWhitelist: ["/a", "/b"] };
const hidden: Props = { ...good, apiWhitelist: ["/a", secret("/b")] };
const marked = { apiWhitelist: secret(["/a", "/b"]) };
const original = secret({ open: true, apiWhitelist: ["/*"] });
const id = PRODUCTION;

const create = async (client: ProviderClient, properties: Props) =>
  propsOf((await answer(client, "create", { properties })).getProperties());

/** An update to a secret whitelist. */
const update = (client: ProviderClient, olds: Props, preview = false) =>
  answer(client, "update", { id, olds, news: { ...good, apiWhitelist: secret(["/c"]) }, preview });

describe("secrets", () => {
  onPlugin("are marked again by check", async ({ client }) => {
    const response = await answer(client, "check", { news: hidden });
    expect(propsOf(response.getInputs())).toEqual({ ...good, ...marked });
  });

  it.each<[string, Props, Props]>([
    ["apiWhitelist", hidden, { ...marked, open: true, version: 2 }],
    ["open", { ...good, open: secret(true) }, { ...good, open: secret(true) }],
    ["restoreTo", { ...good, restoreTo: secret(["/*"]) }, { ...good, restoreTo: secret(["/*"]) }],
  ])("in %s are marked again by create, and so is the original", (_input, given, told) =>
    withPlugin(async ({ client }) => {
      expect(await create(client, given)).toMatchObject({ ...told, original });
    }),
  );

  onPlugin("are marked by a read, if state or inputs have marks", async ({ client, emulator }) => {
    const bare = await create(client, good);
    emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/z"] });
    const z = { apiWhitelist: secret(["/z"]) };
    for (const [inputs, properties] of [
      [good, { ...bare, ...marked, original }],
      [hidden, bare],
    ] as const) {
      const response = await answer(client, "read", { id, inputs, properties });
      expect(propsOf(response.getInputs())).toEqual({ ...good, ...z });
      expect(propsOf(response.getProperties())).toMatchObject({ ...z, original });
    }
  });

  onPlugin("are marked by an update, and by its preview", async ({ client }) => {
    const bare = await create(client, good);
    for (const isPreview of [true, false]) {
      const response = await update(client, bare, isPreview);
      const stored = { apiWhitelist: secret(["/c"]), original };
      expect(propsOf(response.getProperties())).toMatchObject(stored);
      expect(response.getRefreshBeforeUpdate()).toBe(true);
    }
  });

  onPlugin("stay marked in original if the program marks nothing any more", async ({ client }) => {
    const olds = await create(client, hidden);
    const news = { ...good, apiWhitelist: ["/c"] };
    const updated = propsOf((await answer(client, "update", { id, olds, news })).getProperties());
    expect(updated).toMatchObject({ ...news, original });
    await answer(client, "read", { id, inputs: news, properties: updated });
    expect(await create(client, news)).toMatchObject({ ...news, original });
  });

  // With replaceOnChanges the engine creates after no more than a diff.
  onPlugin("stay marked in original of a resource that takes its place", async ({ client }) => {
    const olds = await create(client, hidden);
    const news = { ...good, apiWhitelist: ["/c"] };
    await answer(client, "diff", { id, olds, oldInputs: hidden, news });
    expect(await create(client, news)).toMatchObject({ ...news, original });
  });

  onPlugin(
    "stay marked in original if another state of the environment has it bare",
    async ({ client }) => {
      const hiding = await create(client, hidden);
      const bare = {
        ...hiding,
        apiWhitelist: ["/a"],
        original: { open: true, apiWhitelist: ["/x"] },
      };
      for (const properties of [hiding, bare])
        await answer(client, "read", { id, inputs: good, properties });
      expect(await create(client, good)).toMatchObject({ original });
    },
  );

  onPlugin("are marked in the state that an unverified write leaves", async (world) => {
    const { client, emulator } = world;
    const bare = await create(client, good);
    emulator.faults.add({ on: { action: "get" }, skip: 1, times: 4, status: 503 });
    const { partial } = await refusal(update(client, bare));
    const unverified = secret({ open: true, apiWhitelist: ["/c"] });
    expect(partial?.outputs).toMatchObject({ ...marked, unverified });
    expect(partial?.inputs).toEqual({ ...good, ...marked });
    expect(partial?.refreshBeforeUpdate).toBe(true);
  });
});

onPlugin("a secret path is in no message and not in plain text in state", async (world) => {
  const { client, emulator, logged } = world;
  const inputs = { ...good, apiWhitelist: secret(["/a", "/canary-1"]) };
  const told: unknown[] = [];
  const refused = async (work: Promise<unknown>) => {
    const { message, partial } = await refusal(work);
    told.push(message, partial);
  };
  const after = () => {
    emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/canary-1"] });
  };
  const fault = emulator.faults.add({ on: { action: "set" }, times: Infinity, after });
  await refused(client.create(urn, inputs));
  fault.remove();
  const { outputs } = await client.create(urn, inputs);
  emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/canary-4"] });
  const old = { inputs, outputs };
  const news = { ...inputs, apiWhitelist: secret(["/canary-5"]) };
  await refused(client.update(subject(PRODUCTION), old, news));
  // The whitelist is no secret any more, what was there until now is.
  await refused(client.update(subject(PRODUCTION), old, good));
  await refused(client.delete(subject(PRODUCTION), old));
  const wrong = { ...inputs, restoreTo: secret(["/canary-2?"]), open: secret("canary-3") };
  told.push((await client.check({ urn }, {}, wrong)).failures);
  await client.delete(subject(PRODUCTION), old);

  const bare = JSON.stringify([told, outputs, logged], (_key, value: Props) =>
    secretParts(value) ? "a secret" : value,
  );
  expect(bare).not.toContain("canary");
  expect(bare.match(/a secret/g)?.length).toBeGreaterThan(6);
});
