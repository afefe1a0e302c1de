import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ask } from "../../support/engine/double/provider-client";
import { secret, unknown } from "../../support/engine/value";
import { onPlugin, refusal, subject, urn, withPlugin } from "../../support/plugin";
import { PRODUCTION, STAGING } from "../../support/world";

const misspelt = { env: PRODUCTION, apiWhitelist: ["/wxa/getwxacod"] };
const didYouMean =
  'apiWhitelist: "/wxa/getwxacod" is not a well-known path; did you mean "/wxa/getwxacode"?';

describe("a doubtful whitelist", () => {
  // The engine checks the inputs of a replacement twice.
  onPlugin("is taken as it is, with one warning for its resource", async ({ client, logged }) => {
    const checked = await client.check({ urn }, { env: STAGING, apiWhitelist: [] }, misspelt);
    expect(checked).toEqual({ inputs: misspelt, failures: [] });
    await client.check({ urn }, {}, misspelt);
    await client.check({ urn: `${urn}-2` }, {}, misspelt);
    const warnings = [`warning of ${urn}: ${didYouMean}`, `warning of ${urn}-2: ${didYouMean}`];
    expect(logged).toEqual(warnings);
  });

  onPlugin("is told again by an attached plugin's next up", async ({ client, logged }) => {
    await client.check({ urn }, {}, misspelt);
    await ask<Empty>((done) => client.rpc.cancel(new Empty(), done));
    await client.configure({});
    await client.check({ urn }, {}, misspelt);
    const warning = `warning of ${urn}: ${didYouMean}`;
    expect(logged).toEqual([warning, warning]);
  });

  onPlugin("is not quoted if it is secret or unknown", async ({ client, logged }) => {
    for (const apiWhitelist of [unknown, ["/*", unknown], [secret("/wxa/getwxacod")]])
      await client.check({ urn }, {}, { ...misspelt, apiWhitelist });
    expect(logged).toEqual([
      expect.stringContaining("not shown here, because it is a secret") as string,
    ]);
    expect(logged[0]).not.toContain("getwxacod");
  });
});

const around = `To go on with the others meanwhile, give --exclude '${urn}'; \`pulumi up --run-program\` leaves this look out`;

it.each([
  ["names the ways around it if one account may be the cause", 45009, true],
  ["names none if no other account fares better", 40014, false],
  ["names none if the error names the setting for it", 61003, false],
])("a read that fails %s", (_what, errcode, isNamed) =>
  withPlugin(async ({ client, emulator }) => {
    const inputs = { env: PRODUCTION, apiWhitelist: ["/a"] };
    const { outputs } = await client.create(urn, inputs);
    emulator.faults.add({ errcode, times: Infinity });
    const { message } = await refusal(client.read(subject(PRODUCTION), { inputs, outputs }));
    expect(message).toContain(`read failed: ${errcode}`);
    expect(message.includes(around)).toBe(isNamed);
  }),
);
